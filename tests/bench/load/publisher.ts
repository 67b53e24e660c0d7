import { type TrackedEvent, wires } from '../wire.js';
import { type Audience, EVENTS_PER_PLAYER } from './audience.js';
import { HttpLane } from './http-lane.js';
import type { Pace, WindowOrder } from './orders.js';
import type { Publish, Tally } from './tally.js';

/** Numbers of events sent so far; they go on from window to window of one process. */
export interface Counters {
  room: number;
  nextPlayer: number;
  readonly perPlayer: number[];
}

/** Publishes one after another as the order says, over as many connections as that takes. */
export class Publisher {
  events = 0;
  readonly #lanes: HttpLane[] = [];
  readonly #idle: HttpLane[] = [];

  constructor(
    private readonly order: WindowOrder,
    private readonly audience: Audience,
    private readonly tally: Tally,
    private readonly counters: Counters,
  ) {}

  /** Sends one publish. @param onDone - called when it is answered and delivered to everybody */
  send(onDone: () => void): void {
    const { workload } = this.order;
    if (workload.kind === 'chat') this.#say(workload.rooms, onDone);
    else this.#post(onDone);
  }

  #post(onDone: () => void): void {
    const lane = this.#idle.pop() ?? this.#openLane();
    const publish: Publish = { sentAtMs: performance.now(), missing: 1, onDone };
    lane.post(this.#compose(publish), (ok) => {
      this.#idle.push(lane);
      if (!ok) this.tally.refused += 1;
      this.tally.settle(publish);
    });
  }

  #say(rooms: readonly string[], onDone: () => void): void {
    this.events += 1;
    const n = this.counters.room++;
    const name = rooms[n % rooms.length] ?? '';
    const { members } = this.audience.room(name);
    const publish: Publish = { sentAtMs: performance.now(), missing: 1, onDone };
    this.tally.expect(n, publish, members.length);
    const sender = members[Math.floor(n / rooms.length) % members.length];
    if (!sender) throw new Error(`Nobody is in ${name}`);
    sender.command(wires[this.order.target].say(name, n), (ok) => {
      if (!ok) this.tally.refused += 1;
      this.tally.settle(publish);
    });
  }

  close(): void {
    for (const lane of this.#lanes) lane.close();
  }

  #openLane(): HttpLane {
    const lane = new HttpLane(this.order.url, this.order.project);
    this.#lanes.push(lane);
    return lane;
  }

  #compose(publish: Publish) {
    const { workload, target } = this.order;
    if (workload.kind === 'chat') throw new Error('Chat does not go over HTTP');
    if (workload.kind === 'room') {
      this.events += 1;
      const n = this.counters.room++;
      this.tally.expect(n, publish, this.audience.room(workload.room).members.length);
      return wires[target][workload.isPlain ? 'publishPlain' : 'publish'](workload.room, n);
    }
    this.events += workload.batch;
    if (workload.batch === 1) return wires[target].track(this.#nextEvent(publish));
    return wires[target].trackMany(Array.from({ length: workload.batch }, () => this.#nextEvent(publish)));
  }

  #nextEvent(publish: Publish): TrackedEvent {
    const { workload, project, unheard } = this.order;
    if (workload.kind !== 'players') throw new Error('A room has no players');
    const player = this.counters.nextPlayer++ % workload.players;
    const k = (this.counters.perPlayer[player] ?? 0) + 1;
    this.counters.perPlayer[player] = k;
    if (!unheard) this.tally.expect(player * EVENTS_PER_PLAYER + k, publish);
    return { project, eventType: workload.eventType, player: `player-${player}`, k };
  }
}

/** Calls `send` at the asked pace until the time is over; resolves when nothing more is outstanding, or 5 s after the last arrival. */
export function keepPace(pace: Pace, seconds: number, send: (onDone: () => void) => void): Promise<void> {
  return 'outstanding' in pace
    ? keepOutstanding(pace.outstanding, seconds, send)
    : keepRate(pace.perSecond, seconds, send);
}

function keepOutstanding(outstanding: number, seconds: number, send: (onDone: () => void) => void) {
  return new Promise<void>((resolve) => {
    const endsAt = performance.now() + seconds * 1000;
    let open = outstanding;
    const again = () => {
      if (performance.now() < endsAt) return send(again);
      open -= 1;
      if (open === 0) resolve();
    };
    for (let slot = 0; slot < outstanding; slot += 1) send(again);
  });
}

function keepRate(perSecond: number, seconds: number, send: (onDone: () => void) => void) {
  return new Promise<void>((resolve) => {
    const startedAt = performance.now();
    const total = Math.round(perSecond * seconds);
    let sent = 0;
    let open = total;
    const onDone = () => {
      open -= 1;
      if (open === 0) resolve();
    };
    const sendDue = () => {
      while (sent < total && startedAt + (sent * 1000) / perSecond <= performance.now()) {
        sent += 1;
        send(onDone);
      }
      if (sent < total) setTimeout(sendDue, 1);
    };
    sendDue();
  });
}
