import type { PlayerId } from '../../contract/ids.js';
import type { Definitions } from '../definitions/compile.js';
import { levelAt } from '../players/levels.js';
import { livesOf } from '../players/rules.js';
import type { PlayerState } from '../players/state.js';
import { balancesOf } from '../players/view.js';
import type { Facts, PlayerFacts } from '../rules/logic.js';

/** An event as tracked, or as a rule emitted it. */
export interface TrackedEvent {
  readonly id: string;
  readonly playerId: PlayerId;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Unix ms. */
  readonly timestamp: number;
}

/** Where the player as changed so far is found. */
export interface CurrentPlayer {
  readonly player: PlayerState;
}

/** What expressions see of an event and, always as changed so far, of its player. */
export const factsOf = (
  { playerId, type, timestamp, properties }: TrackedEvent,
  current: CurrentPlayer,
  context: FactsContext,
): Facts => ({
  event: { type, timestamp },
  properties,
  player: new LivePlayer(playerId, current, context),
});

interface FactsContext {
  readonly definitions: Definitions;
  /** Unix ms. */
  readonly at: number;
}

/** Computes each fact when an expression asks for it: most ask for none or one, and this is done per event. */
class LivePlayer implements PlayerFacts {
  readonly id: PlayerId;
  readonly #current: CurrentPlayer;
  readonly #context: FactsContext;

  constructor(id: PlayerId, current: CurrentPlayer, context: FactsContext) {
    this.id = id;
    this.#current = current;
    this.#context = context;
  }

  get xp(): number {
    return this.#current.player.xp;
  }

  get level(): number {
    return levelAt(this.#context.definitions.levels, this.xp);
  }

  get currencies(): Readonly<Record<string, number>> {
    return balancesOf(this.#current.player, this.#context.definitions);
  }

  get lives(): number {
    return livesOf(this.#current.player, this.#context.definitions, this.#context.at).count;
  }

  get badges(): readonly string[] {
    return this.#current.player.badges ?? [];
  }

  get metadata(): Readonly<Record<string, unknown>> {
    return this.#current.player.metadata ?? {};
  }
}
