import type { Authenticator } from '../../auth/authenticator.js';
import { AppError } from '../../contract/errors.js';
import type { Metrics } from '../../observe.js';
import type { Players } from './players.js';

export interface RecheckParts {
  readonly authenticator: Pick<Authenticator, 'admit'>;
  readonly players: Players;
  readonly metrics: Pick<Metrics, 'disconnects'>;
}

/** Asked of the store at the same time. */
const AT_ONCE = 32;

/**
 * Asks the store again about everybody connected, and disconnects whose token was revoked or who was banned: another node's
 * call to do so may have been lost with the connection to Redis.
 */
export async function recheckTokens({ authenticator, players, metrics }: RecheckParts): Promise<void> {
  const queue = [...players.all()].values();
  const work = async (): Promise<void> => {
    for (const player of queue) {
      const { caller } = player;
      const isRevoked = await authenticator.admit(caller).then(
        () => false,
        (error: unknown) => error instanceof AppError && error.code !== 'UNAVAILABLE',
      );
      if (!isRevoked || !player.isConnected || player.caller !== caller) continue;
      metrics.disconnects.inc({ reason: 'revoked' });
      player.socket.disconnect();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
