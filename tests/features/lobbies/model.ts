import fc from 'fast-check';

/** What somebody asks of the one lobby of a run. */
export type Command =
  | {
      readonly do: 'joinLobby' | 'leaveLobby' | 'startLobby' | 'closeLobby' | 'reopenLobby';
      readonly who: string;
    }
  | { readonly do: 'setReady'; readonly who: string; readonly ready: boolean }
  | { readonly do: 'kickPlayer'; readonly who: string; readonly playerId: string }
  | {
      readonly do: 'updateLobby';
      readonly who: string;
      readonly maxPlayers: number;
      readonly hostId?: string;
    };

export interface Asked {
  readonly command: Command;
  readonly node: 0 | 1;
}

// Often the one who begins as host, so that most of what only hosts may do happens.
const who = fc.constantFrom('ann', 'ann', 'bob', 'cid', 'dan', 'eve');
const plain = (name: 'joinLobby' | 'leaveLobby' | 'startLobby' | 'closeLobby' | 'reopenLobby') =>
  fc.record({ do: fc.constant(name), who });
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: plain('joinLobby') },
  { weight: 3, arbitrary: plain('leaveLobby') },
  { weight: 2, arbitrary: plain('startLobby') },
  { weight: 1, arbitrary: plain('closeLobby') },
  { weight: 3, arbitrary: plain('reopenLobby') },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('setReady' as const), who, ready: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('kickPlayer' as const), who, playerId: who }) },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        do: fc.constant('updateLobby' as const),
        who,
        maxPlayers: fc.integer({ min: 2, max: 5 }),
        hostId: who,
      },
      { requiredKeys: ['do', 'who', 'maxPlayers'] },
    ),
  },
);

/** Commands of several players at two nodes. */
export const asked: fc.Arbitrary<Asked[]> = fc.array(
  fc.record({ command, node: fc.constantFrom(0 as const, 1 as const) }),
  { minLength: 1, maxLength: 40, size: 'max' },
);

/** A lobby as simple as can be: who is in, in which order, and what is going on. */
export class Model {
  state: 'open' | 'started' | 'closed' = 'open';
  host: string | null;
  max: number;
  players: string[];
  ready = new Set<string>();

  readonly #requireReady: boolean;

  constructor(host: string, { max, requireReady }: { readonly max: number; readonly requireReady: boolean }) {
    this.host = host;
    this.max = max;
    this.#requireReady = requireReady;
    this.players = [host];
  }

  /** Does what is asked; the code of the refusal, if it is refused. */
  perform(command: Command): string | undefined {
    const isHost = this.host === command.who;
    const isIn = this.players.includes(command.who);
    switch (command.do) {
      case 'joinLobby':
        return this.#join(command.who, isIn);
      case 'leaveLobby':
        return isIn ? this.#remove(command.who) : 'FORBIDDEN';
      case 'setReady':
        if (!isIn) return 'FORBIDDEN';
        if (this.state !== 'open') return 'LOBBY_NOT_OPEN';
        this.ready[command.ready ? 'add' : 'delete'](command.who);
        return undefined;
      case 'startLobby':
        if (!isHost) return 'FORBIDDEN';
        if (this.state !== 'open') return 'LOBBY_NOT_OPEN';
        if (this.#requireReady && this.players.some((player) => !this.ready.has(player))) return 'CONFLICT';
        this.state = 'started';
        return undefined;
      case 'closeLobby':
        if (!isHost) return 'FORBIDDEN';
        if (this.state === 'closed') return 'LOBBY_NOT_OPEN';
        this.state = 'closed';
        return undefined;
      case 'reopenLobby':
        if (!isHost) return 'FORBIDDEN';
        if (this.state !== 'open') this.ready.clear();
        this.state = 'open';
        return undefined;
      case 'kickPlayer':
        if (!isHost) return 'FORBIDDEN';
        if (this.state === 'closed') return 'LOBBY_NOT_OPEN';
        if (command.playerId === command.who) return 'VALIDATION_ERROR';
        return this.players.includes(command.playerId) ? this.#remove(command.playerId) : 'PLAYER_NOT_FOUND';
      case 'updateLobby':
        return this.#update(command, isHost);
    }
  }

  #join(who: string, isIn: boolean): string | undefined {
    if (this.state === 'closed') return 'LOBBY_NOT_OPEN';
    if (isIn) return undefined;
    if (this.state === 'started') return 'LOBBY_NOT_OPEN';
    if (this.players.length === this.max) return 'LOBBY_FULL';
    this.players.push(who);
    this.host ??= who;
    return undefined;
  }

  #remove(who: string): undefined {
    this.players = this.players.filter((player) => player !== who);
    this.ready.delete(who);
    if (this.host === who) this.host = this.players[0] ?? null;
    if (this.players.length === 0) this.state = 'closed';
  }

  #update(
    { maxPlayers, hostId }: { readonly maxPlayers: number; readonly hostId?: string },
    isHost: boolean,
  ): string | undefined {
    if (!isHost) return 'FORBIDDEN';
    if (this.state === 'closed') return 'LOBBY_NOT_OPEN';
    if (maxPlayers < this.players.length) return 'CONFLICT';
    if (hostId !== undefined && !this.players.includes(hostId)) return 'CONFLICT';
    this.max = maxPlayers;
    this.host = hostId ?? this.host;
    return undefined;
  }
}
