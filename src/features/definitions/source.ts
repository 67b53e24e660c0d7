import { AppError } from '../../contract/errors.js';
import type { ProjectId } from '../../contract/ids.js';
import type { Offset } from '../../contract/position.js';
import type { Channels, Stop } from '../../engine/engine.js';
import type { Log } from '../../observe.js';
import type { Closing } from '../admin/closing.js';
import type { Guard } from '../admin/scored-boards.js';
import { compileDefinitions, type Definitions } from './compile.js';
import { BadDefinitions, type FileProject } from './file.js';
import {
  applyFile,
  definitionsChannel,
  definitionsCodec,
  hashOfFile,
  type StoredDefinitions,
} from './stored.js';
import { writeDefinitions } from './write.js';

export type { Definitions } from './compile.js';

/** The definitions of every project, as this node knows them. */
export interface DefinitionsSource {
  projects(): readonly ProjectId[];
  /** @throws AppError NOT_FOUND for an unknown project */
  current(project: ProjectId): Definitions;
  /** Reads the store's version again; called after StaleDefinitions. */
  reload(project: ProjectId): Promise<Definitions>;
  /**
   * As `current`, after a change this node has heard of was read; for those whose subscriptions that change ended and who come
   * again at once.
   * @throws AppError NOT_FOUND for an unknown project
   */
  settled(project: ProjectId): Promise<Definitions>;
}

export interface SourceParts {
  readonly channels: Channels;
  readonly log: Log;
  readonly projects: readonly FileProject[];
  /** What has to agree when a new file changes what is stored; refuses with an AppError. */
  readonly guard?: Guard;
  /** What else a new file changes: absent, nothing. */
  readonly closing?: Closing;
}

/** Each start of a node may meet others that apply the same file; one of them wins. */
const MAX_TRIES = 20;

/** Keeps this node's definitions equal to the store's: applies the file at start, then follows every change. */
export class FollowedDefinitions implements DefinitionsSource {
  readonly #parts: SourceParts;
  readonly #files: ReadonlyMap<ProjectId, FileProject>;
  readonly #loaded = new Map<ProjectId, Definitions>();
  readonly #reading = new Map<ProjectId, Promise<Definitions>>();
  readonly #waiting = new Map<ProjectId, Promise<Definitions>>();
  #stops: Stop[] = [];

  /** @throws BadDefinitions when the file does not fit what the admin API made; Unavailable */
  static async open(parts: SourceParts): Promise<FollowedDefinitions> {
    const source = new FollowedDefinitions(parts);
    await source.#start();
    return source;
  }

  private constructor(parts: SourceParts) {
    this.#parts = parts;
    this.#files = new Map(parts.projects.map((file) => [file.definition.id, file]));
  }

  projects(): readonly ProjectId[] {
    return [...this.#files.keys()];
  }

  current(project: ProjectId): Definitions {
    const loaded = this.#loaded.get(project);
    if (!loaded) throw new AppError('NOT_FOUND', { message: 'There is no such project' });
    return loaded;
  }

  async settled(project: ProjectId): Promise<Definitions> {
    const underWay = this.#waiting.get(project) ?? this.#reading.get(project);
    if (underWay) await underWay.catch(() => {});
    return this.current(project);
  }

  /** Many calls at once cost two reads: one that may have begun too early and one that begins after all of them. */
  reload(project: ProjectId): Promise<Definitions> {
    const waiting = this.#waiting.get(project);
    if (waiting !== undefined) return waiting;
    const before = this.#reading.get(project)?.catch(() => undefined);
    const next = Promise.resolve(before).then(() => {
      this.#waiting.delete(project);
      const reading = this.#read(this.#file(project), false).finally(() => {
        if (this.#reading.get(project) === reading) this.#reading.delete(project);
      });
      this.#reading.set(project, reading);
      return reading;
    });
    this.#waiting.set(project, next);
    return next;
  }

  async close(): Promise<void> {
    const stops = this.#stops;
    this.#stops = [];
    await Promise.all(stops.map((stop) => stop()));
  }

  async #start(): Promise<void> {
    const { channels, log } = this.#parts;
    const follow = (project: ProjectId) =>
      this.reload(project).catch((error: unknown) =>
        log.warn({ error, project }, 'definitions not reloaded'),
      );

    for (const [project, file] of this.#files) {
      // Listening first: a change between reading and listening would otherwise wait for the next commit.
      const stop = await channels.listen(project, definitionsChannel, (position) => {
        const loaded = this.#loaded.get(project);
        if (loaded && !isAt(loaded, position)) void follow(project);
      });
      this.#stops.push(stop);
      await this.#read(file, true);
    }
    channels.onInterrupted(() => {
      for (const project of this.#files.keys()) void follow(project);
    });
  }

  #file(project: ProjectId): FileProject {
    const file = this.#files.get(project);
    if (!file) throw new AppError('NOT_FOUND', { message: 'There is no such project' });
    return file;
  }

  /** Takes what the store holds, having applied the file when it is new or the store has lost its definitions. */
  async #read(file: FileProject, isStart: boolean): Promise<Definitions> {
    const project = file.definition.id;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const snapshot = await this.#parts.channels.read(project, definitionsChannel);
      const loaded = this.#loaded.get(project);
      if (snapshot.state !== undefined && loaded && isAt(loaded, snapshot)) return loaded;
      const stored = snapshot.state === undefined ? undefined : definitionsCodec.decode(snapshot.state);
      if (stored && !(isStart && stored.applied.hash !== hashOfFile(file)))
        return this.#take(file, snapshot, stored);

      const applied = applyFile(file, stored);
      if (stored) await this.#mayReplace(stored, applied);
      const position = await this.#apply(snapshot, stored, applied);
      if (position) return this.#take(file, position, applied);
    }
    throw new AppError('UNAVAILABLE', { message: 'Too many nodes change the definitions at once' });
  }

  async #mayReplace(stored: StoredDefinitions, { project }: StoredDefinitions): Promise<void> {
    try {
      await this.#parts.guard?.(project.id, stored.project, project);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
      throw new BadDefinitions(project.id, [{ field: 'leaderboards', message: error.message }]);
    }
  }

  #apply(
    expect: Offset,
    before: StoredDefinitions | undefined,
    definitions: StoredDefinitions,
  ): Promise<Offset | undefined> {
    const { channels, closing } = this.#parts;
    const at = Date.now();
    const others = (before && closing?.(before.project, definitions.project, at)) ?? [];
    return writeDefinitions(channels, { expect, definitions, others, at });
  }

  #take(file: FileProject, { epoch, offset }: Offset, { project }: StoredDefinitions): Definitions {
    const { apiKeys, jwtSecret, otherJwtSecret, hmacSecret } = file.definition;
    const secrets = {
      apiKeys,
      ...(jwtSecret ? { jwtSecret } : {}),
      ...(otherJwtSecret ? { otherJwtSecret } : {}),
      ...(hmacSecret ? { hmacSecret } : {}),
    };
    const definitions = compileDefinitions({ ...project, ...secrets }, { epoch, offset });
    this.#loaded.set(project.id, definitions);
    return definitions;
  }
}

const isAt = ({ position }: Definitions, { epoch, offset }: Offset): boolean =>
  position.offset === offset && position.epoch === epoch;
