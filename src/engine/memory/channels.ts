import type { ChannelKind, ChannelName, ProjectId } from '../../contract/ids.js';
import type { RawPublication } from '../../contract/publication.js';
import { mustBeDistinct } from '../distinct-channels.js';
import {
  type Change,
  type Channels,
  type Commit,
  type Committed,
  Conflict,
  type HistoryPage,
  type HistoryQuery,
  type LatestPage,
  type LatestQuery,
  type Remembered,
  type Retention,
  type Snapshot,
  StaleDefinitions,
  type Stop,
} from '../engine.js';
import type { ListPage, ListPlace } from '../lists.js';
import { kindOf, type RetentionOf } from '../retention.js';
import type { Channel } from './channel.js';
import { Deliveries } from './deliveries.js';
import { prepare } from './prepare.js';
import { Project } from './project.js';

/** Channels of one process; every method does its work before it first yields, so nobody sees a commit half done. */
export class MemoryChannels implements Channels {
  readonly #retention: RetentionOf;
  readonly #projects = new Map<ProjectId, Project>();
  readonly #deliveries = new Deliveries();

  constructor(retention: RetentionOf) {
    this.#retention = retention;
  }

  async read(project: ProjectId, channel: ChannelName): Promise<Snapshot> {
    return this.look(project, channel);
  }

  /** As `read`, at once. */
  look(project: ProjectId, channel: ChannelName): Snapshot {
    return this.#visit(project, channel).read();
  }

  async readMany(project: ProjectId, channels: readonly ChannelName[]): Promise<Snapshot[]> {
    return channels.map((channel) => this.#visit(project, channel).read());
  }

  async commit({ project: projectId, changes, once, definitions }: Commit): Promise<Committed> {
    mustBeDistinct(changes);
    const now = Date.now();
    const project = this.project(projectId);
    const first = once && project.once.get(once.key);
    if (first) return { status: 'repeated', first };
    if (definitions && !project.channel('system:definitions', now).isAt(definitions)) {
      throw new StaleDefinitions('the definitions have changed');
    }
    const targets = changes.map((change) => ({ change, channel: project.channel(change.channel, now) }));
    const moved = targets.find(({ change, channel }) => change.expect && !channel.isAt(change.expect));
    if (moved) throw new Conflict(`${moved.change.channel} has moved`);

    const applied = targets.map(({ change, channel }) => {
      const { append, ranks } = prepare(project, change, this.#keepOf(change), now);
      const { epoch, offset } = append ? channel.append(append, now) : channel.read();
      if (append) {
        const raw = { channel: change.channel, epoch, offset, text: append.text };
        this.#deliveries.send({ project: projectId, raw, seq: project.nextSeq() });
      }
      return { position: { epoch, offset }, ranks };
    });
    const positions = applied.map(({ position }) => position);
    const moves = applied.flatMap(({ ranks }) => ranks ?? []);
    const ranks = moves.length > 0 ? { ranks: moves } : {};
    if (once) {
      const { key, fingerprint, result, ttlMs } = once;
      project.once.set(key, { fingerprint, result, ...ranks }, ttlMs);
    }
    return { status: 'committed', positions, ...ranks };
  }

  async recall(project: ProjectId, key: string): Promise<Remembered | undefined> {
    return this.project(project).once.get(key);
  }

  async history(project: ProjectId, channel: ChannelName, query: HistoryQuery): Promise<HistoryPage> {
    return this.#visit(project, channel).historyAfter(query);
  }

  async historyBefore(
    project: ProjectId,
    channel: ChannelName,
    { before = Number.POSITIVE_INFINITY, limit }: { readonly before?: number; readonly limit: number },
  ): Promise<RawPublication[]> {
    return this.#visit(project, channel).historyBefore(before, limit);
  }

  async latest(project: ProjectId, channel: ChannelName, query: LatestQuery): Promise<LatestPage> {
    return this.#visit(project, channel).latest(query);
  }

  async redact(project: ProjectId, channel: ChannelName, offset: number): Promise<void> {
    this.#visit(project, channel).redact(offset);
  }

  async list(
    project: ProjectId,
    kind: ChannelKind | 'system',
    page: { offset: number; limit: number },
  ): Promise<ListPage> {
    return this.project(project).list(kind, page);
  }

  async listAfter(
    project: ProjectId,
    kind: ChannelKind | 'system',
    { after, limit }: { readonly after?: ListPlace; readonly limit: number },
  ): Promise<readonly ListPlace[]> {
    return this.project(project).listAfter(kind, after, limit);
  }

  async listen(
    project: ProjectId,
    channel: ChannelName,
    onPublication: (raw: RawPublication) => void,
  ): Promise<Stop> {
    return this.#deliveries.listen(project, channel, onPublication);
  }

  async listenAll(
    project: ProjectId,
    onPublication: (raw: RawPublication, seq: number) => void,
  ): Promise<Stop> {
    return this.#deliveries.listen(project, undefined, onPublication);
  }

  /** Never calls back: a process does not lose the connection to itself. */
  onInterrupted(): void {}

  async rotateLife(project: ProjectId, epoch: string): Promise<void> {
    this.project(project).rotateLife(epoch);
  }

  sweep(now: number): void {
    for (const project of this.#projects.values()) project.sweep(now);
  }

  close(): void {
    this.#deliveries.close();
  }

  /** What is stored of a project. */
  project(id: ProjectId): Project {
    let project = this.#projects.get(id);
    if (!project) {
      project = new Project();
      this.#projects.set(id, project);
    }
    return project;
  }

  /** The channel, kept for as long as its history would be. */
  #visit(project: ProjectId, name: ChannelName): Channel {
    const now = Date.now();
    const channel = this.project(project).channel(name, now);
    channel.keepHead(this.#retention(kindOf(name)).ttlMs, now);
    return channel;
  }

  #keepOf({ keep, channel }: Change): Retention {
    return keep ?? this.#retention(kindOf(channel));
  }
}
