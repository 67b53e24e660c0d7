import type { ChannelKind } from '../contract/ids.js';
import { FanfareError } from './client-error.js';
import type { Followings } from './followings.js';

interface Fields {
  readonly channel?: ChannelKind;
  readonly position?: string;
  readonly window?: string;
}

/** Brings what the server sends to those it is for. */
export function receive(followings: Followings, name: string, fields: object): void {
  // Which of these an event has depends on its name.
  const event = fields as Fields & { readonly snapshot?: unknown; readonly reason?: string };
  if (name === 'resync' && event.channel && event.position !== undefined) {
    followings.named(event.channel, event)?.resync(event.snapshot, event.position);
    return;
  }
  if (name === 'unsubscribed') {
    // Without a reason it is the answer to a command of ours.
    if (event.channel && event.reason !== undefined) end(followings, event.channel, event);
    return;
  }
  for (const following of followings.receiversOf(name, event)) following.take(name, event);
}

function end(followings: Followings, kind: ChannelKind, event: Fields & { readonly reason?: string }): void {
  const following = followings.named(kind, event);
  if (!following) return;
  followings.remove(following);
  following.end(new FanfareError('FORBIDDEN', `The server ended the subscription: ${event.reason}`));
}
