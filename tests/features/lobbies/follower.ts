import type { PlayerCaller } from '../../../src/contract/caller.js';
import type { LobbyView } from '../../../src/features/lobbies/lobby-contract.js';
import type { SubscribableKind } from '../../../src/hub/channel-kind.js';
import type { Hub } from '../../../src/hub/hub.js';
import type { Sink } from '../../../src/hub/sink.js';
import type { Answer } from '../stage.js';

/** Somebody who follows a lobby and writes down what comes. */
export interface Follower {
  readonly snapshot: LobbyView | undefined;
  readonly position: string;
  readonly heard: readonly { readonly name: string; readonly fields: Answer }[];
  readonly isOver: () => boolean;
  leave(): void;
}

interface FollowRequest {
  readonly hub: Hub;
  readonly kind: SubscribableKind;
  readonly caller: PlayerCaller;
  readonly lobbyId: string;
  readonly since?: string;
}

/** Subscribes the way the socket layer does: rights before and after the view was read. */
export async function followLobby({ hub, kind, caller, lobbyId, since }: FollowRequest): Promise<Follower> {
  const heard: { name: string; fields: Answer }[] = [];
  let isOver = false;
  const sink: Sink = {
    playerId: caller.playerId,
    send: ({ events }, after = -1) => {
      for (const { name, json } of events.slice(after + 1)) heard.push({ name, fields: JSON.parse(json) });
    },
    joined: () => {},
    parted: () => {},
    resync: () => {},
    ended: () => {
      isOver = true;
    },
  };
  await kind.authorize(caller, lobbyId);
  const opening = await hub.open({
    project: caller.project,
    channel: `lobby:${lobbyId}`,
    sink,
    ...(since === undefined ? {} : { since }),
  });
  await kind.authorize(caller, lobbyId);
  await opening.join();
  return {
    // The snapshot of a lobby is its view.
    snapshot: opening.answer.snapshot as LobbyView | undefined,
    position: opening.answer.position,
    heard,
    isOver: () => isOver,
    leave: opening.close,
  };
}
