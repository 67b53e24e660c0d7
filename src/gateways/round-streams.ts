import { type Request, type RequestHandler, Router } from 'express';
import type { Config } from '../config.js';
import type { Channels } from '../engine/engine.js';
import type { StreamPublication } from '../features/streams/contract.js';
import type { Hub } from '../hub/hub.js';
import type { Metrics } from '../observe.js';
import type { EventStreams } from '../transport/sse/event-streams.js';
import { eventBytes, eventText } from '../transport/sse/events.js';
import { corsOf, queryOf } from './public-answers.js';
import { checkChoice, type RoundChoice } from './round-choice.js';
import { createRoundRooms } from './round-rooms.js';
import { findToken, type StreamDoor } from './stream-door.js';

export interface RoundStreamsParts {
  readonly config: Config;
  readonly hub: Pick<Hub, 'open'>;
  readonly channels: Channels;
  readonly metrics: Pick<Metrics, 'deliveries'>;
  readonly door: StreamDoor;
  readonly eventStreams: EventStreams;
}

/** Rounds as server-sent events: `initial` for what was there, `message` for what comes, resumed by `Last-Event-ID`. */
export function roundStreams({ config, door, eventStreams, ...rest }: RoundStreamsParts): RequestHandler {
  const allow = corsOf(config.ALLOWED_ORIGINS);
  const follow = createRoundRooms({
    ...rest,
    encode: eventBytes,
    translate: ({ data, position }) =>
      eventText({ name: 'message', id: position, json: JSON.stringify(data) }),
  });

  const serve =
    (by: RoundChoice['by']): RequestHandler =>
    async (request, response) => {
      allow(request, response);
      const visitor = await door.enter(findToken(request.headers, queryOf(request)));
      const choice = { by, value: String(request.params.value) };
      checkChoice(visitor.stream, choice);
      await eventStreams.admit(request, visitor.caller);
      const outlet = eventStreams.begin(response, visitor.caller);
      const following = follow({
        outlet,
        visitor,
        choice,
        since: lastEventId(request),
        begin: (latest, position) => outlet.writeOwn(eventBytes([initial(latest, position)])),
        end: () => outlet.end(),
      });
      outlet.onClosed(() => void following.then((stop) => stop()));
    };

  return Router().get('/sse/type/:value', serve('type')).get('/sse/:value', serve('game'));
}

/** The header that browsers send by themselves, or the query for those that cannot set it. */
function lastEventId(request: Request): string | undefined {
  const header = request.headers['last-event-id'];
  const id = typeof header === 'string' ? header : queryOf(request).get('lastEventId');
  return id === null || id === '' ? undefined : id;
}

/** All that was there belongs together: only its end is a place to go on from. */
function initial(latest: readonly StreamPublication[], position: string): string {
  if (latest.length === 0) return eventText({ id: position });
  const events = latest.map(({ data }, index) =>
    eventText({
      name: 'initial',
      json: JSON.stringify(data),
      ...(index === latest.length - 1 && { id: position }),
    }),
  );
  return events.join('');
}
