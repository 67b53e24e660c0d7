import type { ChatStage, Heard } from './stage.js';

export const players = ['ann', 'bob', 'cid'] as const;
type Who = (typeof players)[number];

export type Step =
  | { readonly do: 'say'; readonly who: Who }
  | { readonly do: 'edit' | 'delete'; readonly who: Who | undefined; readonly nth: number }
  | { readonly do: 'mute' | 'ban' | 'shadow_ban' | 'lift'; readonly who: Who };

interface Version {
  readonly content: string;
  /** Undefined: everybody. */
  readonly only: Who | undefined;
}

interface Said {
  readonly id: string;
  readonly by: Who;
  /** What it said, oldest first. */
  readonly versions: Version[];
  isGone: boolean;
}

/** What a chat should be, kept by the simplest means. */
export class Model {
  readonly #said: Said[] = [];
  readonly #sanctions = new Map<Who, 'mute' | 'ban' | 'shadow_ban'>();
  #texts = 0;

  isBanned(who: Who): boolean {
    return this.#sanctions.get(who) === 'ban';
  }

  /** What somebody reads, newest first; undefined is a game server. */
  contents(viewer: Who | undefined): string[] {
    return this.#visible(viewer).map(({ versions }) => {
      const seen = versions.filter(
        ({ only }) => viewer === undefined || only === undefined || only === viewer,
      );
      return seen.at(-1)?.content ?? '';
    });
  }

  unread(viewer: Who): number {
    return this.#visible(viewer).filter(({ by }) => by !== viewer).length;
  }

  /** Takes a step in the chat and here; fails when one allows what the other refuses. */
  async take(stage: ChatStage, step: Step): Promise<void> {
    const input = { channelId: 'global' };
    if (step.do === 'say') return this.#say(stage, step.who);
    if (!('nth' in step)) {
      await stage.as(undefined, 'moderate', { ...input, playerId: step.who, action: step.do });
      if (step.do === 'lift') this.#sanctions.delete(step.who);
      else this.#sanctions.set(step.who, step.do);
      return;
    }
    const said = this.#said[step.nth % Math.max(1, this.#said.length)];
    if (!said) return;
    const content = `t${++this.#texts}`;
    const isFine = this.#mayRevise(step.do, step.who, said);
    const more = step.do === 'edit' ? { content } : {};
    await agree(isFine, stage.as(step.who, `${step.do}Message`, { ...input, messageId: said.id, ...more }));
    if (!isFine) return;
    if (step.do === 'delete') said.isGone = true;
    else said.versions.push({ content, only: said.versions[0]?.only ?? this.#shadowOf(step.who) });
  }

  async #say(stage: ChatStage, who: Who): Promise<void> {
    const content = `t${++this.#texts}`;
    const sanction = this.#sanctions.get(who);
    const isFine = sanction !== 'mute' && sanction !== 'ban';
    const id = await agree(isFine, stage.say(who, content));
    if (id === undefined) return;
    this.#said.push({ id, by: who, versions: [{ content, only: this.#shadowOf(who) }], isGone: false });
  }

  #mayRevise(what: 'edit' | 'delete', who: Who | undefined, said: Said): boolean {
    if (said.isGone) return false;
    if (who === undefined) return true;
    const sanction = this.#sanctions.get(who);
    return who === said.by && sanction !== 'ban' && (what === 'delete' || sanction !== 'mute');
  }

  #shadowOf(who: Who | undefined): Who | undefined {
    return who !== undefined && this.#sanctions.get(who) === 'shadow_ban' ? who : undefined;
  }

  #visible(viewer: Who | undefined): Said[] {
    const sees = ({ versions }: Said) =>
      viewer === undefined || [undefined, viewer].includes(versions[0]?.only);
    return this.#said.filter((said) => !said.isGone && sees(said)).toReversed();
  }
}

/** The contents, newest first, a client shows that began with a snapshot and applies what it hears. */
export function applied(
  start: readonly { messageId: string; content: string }[],
  heard: readonly Heard[],
): string[] {
  const shown = new Map(start.map(({ messageId, content }) => [messageId, content]));
  for (const { name, fields } of heard) {
    if (name === 'message_deleted') shown.delete(fields.messageId);
    else if (name === 'chat_message' || shown.has(fields.messageId))
      shown.set(fields.messageId, fields.content);
  }
  return [...shown.values()].reverse();
}

/** Settles what was tried; returns its result when it was fine and is. */
async function agree<Result>(isFine: boolean, attempt: Promise<Result>): Promise<Result | undefined> {
  const [outcome] = await Promise.allSettled([attempt]);
  if (outcome.status === 'rejected' && isFine) throw outcome.reason;
  if (outcome.status === 'fulfilled' && !isFine) throw new Error('this should have been refused');
  return outcome.status === 'fulfilled' ? outcome.value : undefined;
}
