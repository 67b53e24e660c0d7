import type { Server } from 'socket.io';
import { type ProjectId, parseChannelName } from '../../contract/ids.js';
import type { Metrics } from '../../observe.js';
import { namespaces } from './namespaces.js';
import type { NodeCall, ToldEvent, UnkeptEvent } from './node-calls.js';
import { roomName } from './packets.js';
import type { Players } from './players.js';
import { type Revocation, type RevokedLately, revokes } from './revoked-lately.js';

export interface NodeSocketsParts {
  readonly io: Server;
  readonly players: Players;
  readonly revokedLately: RevokedLately;
  readonly metrics: Pick<Metrics, 'disconnects'>;
}

/** Does with this node's sockets what all nodes were asked for. */
export const performNodeCall = (parts: NodeSocketsParts, call: NodeCall): void => {
  if (call.do === 'disconnect') disconnectRevoked(parts, call.project, call.revocation);
  else if (call.do === 'announce') announce(parts, call.project, call.event);
  else tellOthers(parts, call.project, call.told);
};

function disconnectRevoked(parts: NodeSocketsParts, project: ProjectId, revocation: Revocation): void {
  const { players, revokedLately, metrics } = parts;
  revokedLately.add(project, revocation, Date.now());
  const candidates = 'playerId' in revocation ? players.of(project, revocation.playerId) : players.all();
  for (const player of [...candidates]) {
    const { caller, connection, socket } = player;
    if (!player.isConnected || caller.project !== project || !revokes(revocation, caller)) continue;
    metrics.disconnects.inc({ reason: 'revoked' });
    socket.disconnect();
    if (connection.sockets.size === 0) connection.conn.close();
  }
}

function announce({ players }: NodeSocketsParts, project: ProjectId, { name, fields }: UnkeptEvent): void {
  const json = JSON.stringify(fields);
  for (const player of [...players.all()]) {
    if (player.caller.project === project) player.emitJson(name, json);
  }
}

function tellOthers(
  { io, players }: NodeSocketsParts,
  project: ProjectId,
  { channel, except, name, fields }: ToldEvent,
): void {
  const own = [...players.of(project, except)].map(({ socket }) => socket.id);
  const kind = parseChannelName(channel)?.kind;
  for (const [namespace, only] of Object.entries(namespaces)) {
    if (only !== undefined && only !== kind) continue;
    io.of(namespace).local.to(roomName(project, channel)).except(own).emit(name, fields);
  }
}
