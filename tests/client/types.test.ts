import { expect, it } from '@jest/globals';
import type { Client } from '../../src/client/index.js';

/** Never called: the compiler checks what it says, see `npm run types`. */
async function usage(client: Client): Promise<void> {
  const player = client.subscribe({ channel: 'player', playerId: 'ann' });
  const level: number | undefined = player.state?.level;
  player.on('level_up', ({ newLevel, at, position }) => [newLevel.toFixed(), at.toFixed(), position.length]);
  player.on('loot:dropped', ({ item }) => item);
  // @ts-expect-error a player has no rankings
  player.state?.rankings;
  // @ts-expect-error boards are named by leaderboardId
  client.subscribe({ channel: 'leaderboard', playerId: 'ann' });
  client.subscribe({ channel: 'leaderboard', leaderboardId: 'b', view: { around: 3 } });
  const { lobby } = await client.send('lobby:create', { name: 'Room' });
  const state: 'open' | 'started' | 'closed' = lobby.state;
  // @ts-expect-error a message needs content
  await client.send('chat:send', { channelId: 'global' });
  // @ts-expect-error subscribing is the client's own work
  await client.send('subscribe', { channel: 'player', playerId: 'ann' });
  client.on('chat_message', ({ content, channelId }) => [content.length, channelId.length]);
  // @ts-expect-error typing is not kept and has no position
  client.on('player_typing', ({ position }) => position);
  client.on('rate_limited', ({ limit }) => limit);
  void [level, state];
}

it('is typed from what the server declares', () => {
  expect(usage).toBeInstanceOf(Function);
});
