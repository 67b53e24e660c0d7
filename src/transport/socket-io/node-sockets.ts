import type { ProjectId } from '../../contract/ids.js';
import type { Metrics } from '../../observe.js';
import { Encoded } from './encoded.js';
import type { NodeCall, UnkeptEvent } from './node-calls.js';
import type { Players } from './players.js';
import { type Revocation, type RevokedLately, revokes } from './revoked-lately.js';

export interface NodeSocketsParts {
  readonly players: Players;
  readonly revokedLately: RevokedLately;
  readonly metrics: Pick<Metrics, 'disconnects'>;
}

/** Does with this node's sockets what all nodes were asked for. */
export const performNodeCall = (parts: NodeSocketsParts, call: NodeCall): void => {
  if (call.do === 'disconnect') disconnectRevoked(parts, call.project, call.revocation);
  else announce(parts, call.project, call.event);
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
  const encoded = new Encoded(JSON.stringify(fields));
  for (const player of [...players.all()]) {
    if (player.caller.project === project) player.emit(name, encoded);
  }
}
