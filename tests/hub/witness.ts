import { formatPosition } from '../../src/contract/position.js';
import type { Publication } from '../../src/contract/publication.js';
import type { Group, Sink } from '../../src/hub/sink.js';

/** What a client saw, in order: a whole state or one event, by number, and the position it would resume from. */
export interface Seen {
  readonly kind: 'state' | 'event';
  readonly number: number;
  readonly position: string;
}

export interface Witness {
  readonly sink: Sink;
  readonly seen: Seen[];
  ended: boolean;
  joined: boolean;
}

const numberOf = (json: string): number => JSON.parse(json).n;

/** The room of the witnesses: one broadcast, delivered to all that joined. */
export function createRoom(): Group & { readonly members: Set<Witness> } {
  const members = new Set<Witness>();
  return {
    members,
    broadcast(_project, publication) {
      for (const member of members) record(member, publication);
    },
  };
}

const record = ({ seen }: Witness, { epoch, offset, events }: Publication, afterIndex = -1): void => {
  for (const [index, { json }] of events.entries()) {
    if (index <= afterIndex) continue;
    const position = formatPosition(
      index === events.length - 1 ? { epoch, offset } : { epoch, offset, index },
    );
    seen.push({ kind: 'event', number: numberOf(json), position });
  }
};

/** A client that writes down what it is sent; a slow one takes a turn of the event loop for each publication. */
export function createWitness(options: {
  readonly playerId: string;
  readonly room?: ReturnType<typeof createRoom>;
  readonly isSlow: boolean;
}): Witness {
  const { playerId, room, isSlow } = options;
  const witness: Witness = {
    seen: [],
    ended: false,
    joined: false,
    sink: {
      playerId,
      ...(room ? { group: room } : {}),
      send(publication, afterIndex) {
        record(witness, publication, afterIndex);
        return isSlow && !witness.joined ? new Promise((resolve) => setImmediate(resolve)) : undefined;
      },
      joined() {
        witness.joined = true;
        room?.members.add(witness);
      },
      parted() {
        witness.joined = false;
        room?.members.delete(witness);
      },
      resync(snapshot, position) {
        witness.seen.push({ kind: 'state', number: Number(snapshot), position: formatPosition(position) });
      },
      ended() {
        witness.ended = true;
      },
    },
  };
  return witness;
}
