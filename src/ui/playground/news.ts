import { toast } from '../shared/toast.js';
import type { Stage } from './stage.js';

/** Announces what a player would like to hear about. */
export function announce({ client, playerId }: Stage): void {
  const player = client.subscribe({ channel: 'player', playerId });
  player.on('level_up', ({ newLevel }) =>
    toast(`Level ${newLevel}!`, { body: 'You levelled up', tone: 'gold' }),
  );
  player.on('badge_earned', ({ badgeName }) => toast(badgeName, { body: 'Badge earned', tone: 'gold' }));
  player.on('quest_completed', ({ questName }) =>
    toast(questName, { body: 'Quest completed', tone: 'good' }),
  );
  player.on('quest_unlocked', ({ questName }) => toast(questName, { body: 'New quest' }));
  player.on('notification', ({ title, body }) => toast(title, body === undefined ? {} : { body }));
  client.on('announcement', (fields) => {
    const { title, message } = fields as { readonly title?: string; readonly message?: string };
    toast(title ?? 'Announcement', { body: message ?? JSON.stringify(fields), tone: 'gold' });
  });
}
