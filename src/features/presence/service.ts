import { type Feature, feature } from '../../contract/operation.js';
import type { Deps } from '../deps.js';
import { presenceOperations } from './contract.js';

/** Who is online, as far as connections tell. */
export const presenceFeature = ({ presence }: Deps): Feature =>
  feature(presenceOperations, {
    async getPresence({ playerIds }, { caller: { project }, at }) {
      const ids = [...new Set(playerIds?.split(',') ?? [])];
      const [online, found] = await Promise.all([
        presence.count(project, at),
        presence.find(project, ids, at),
      ]);
      const data = ids.map((playerId) => {
        const entry = found.get(playerId);
        return { playerId, online: entry?.online ?? false, lastSeenAt: entry?.lastSeenAt ?? null };
      });
      return { online, data };
    },
  });
