import type { Server } from 'socket.io';
import type { ChannelName, PlayerId, ProjectId } from '../../contract/ids.js';
import type { Revocation } from './revoked-lately.js';

/** Something every node has to do with its own sockets. */
export type NodeCall =
  | { readonly do: 'disconnect'; readonly project: ProjectId; readonly revocation: Revocation }
  | { readonly do: 'announce'; readonly project: ProjectId; readonly event: UnkeptEvent }
  | { readonly do: 'tellOthers'; readonly project: ProjectId; readonly told: ToldEvent };

/** An event that has no position: who is not there when it is sent does not get it. */
export interface UnkeptEvent {
  readonly name: string;
  readonly fields: object;
}

/** An event for the subscribers of a channel, but one player. */
export interface ToldEvent extends UnkeptEvent {
  readonly channel: ChannelName;
  readonly except: PlayerId;
}

/** The name under which nodes call each other. */
const CALL = 'fanfare:call';

/**
 * Connects the nodes' calls.
 * @param isAlone - there are no other nodes: without Redis the adapter cannot send
 * @returns a function that makes this node and all others do something; the others best-effort
 */
export function connectNodes(
  io: Server,
  { isAlone, perform }: { readonly isAlone: boolean; readonly perform: (call: NodeCall) => void },
): (call: NodeCall) => void {
  io.on(CALL, perform);
  return (call) => {
    perform(call);
    if (!isAlone) io.serverSideEmit(CALL, call);
  };
}
