import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { heard, openStage, type Player, type Stage } from './stage.js';

let stage: Stage;
let ann: Player;
let bob: Player;

beforeAll(async () => {
  stage = await openStage();
  ann = await stage.connect('ann');
  bob = await stage.connect('bob');
});

const api = (path: string): string => `/api/v1${path}`;

/** Answers and events are checked where they arrive; each story only has to make them happen. */
describe('what a node answers and sends is what it documents', () => {
  it('about players, events and quests', async () => {
    const { call } = stage;
    const levels = ['level_up', 'quest_unlocked', 'currency_updated', 'lives_updated', 'notification'].map(
      (name) => heard(ann, name),
    );
    await call('put', api('/players/ann'), { body: { displayName: 'Ann' } });
    await ann.ask('subscribe', { channel: 'player', playerId: 'ann' });
    await call('post', api('/events?dryRun=1'), { body: { playerId: 'ann', eventType: 'match_won' } });
    await call('post', api('/events'), {
      body: { playerId: 'ann', eventType: 'match_won', idempotencyKey: 'one' },
    });
    await call('post', api('/events'), {
      body: { playerId: 'ann', eventType: 'match_won', idempotencyKey: 'one' },
    });
    await call('post', api('/events'), { body: { playerId: 'ann', eventType: 'nobody_cares' } });
    const tracked = { playerId: 'ann', eventType: 'match_won' };
    await call('post', api('/events/batch'), {
      body: { events: [tracked, tracked, { eventType: 'x' }, { playerId: 'ann', eventType: 'match_lost' }] },
    });
    await call('post', api('/players/ann/xp'), { body: { amount: 500, reason: 'gift' } });
    await call('post', api('/players/ann/currencies'), { body: { currency: 'coins', amount: 5 } });
    await call('post', api('/players/ann/currencies'), {
      body: { currency: 'coins', amount: -1e9 },
      status: 409,
    });
    await call('post', api('/players/ann/lives'), { body: { amount: -1 } });
    await call('post', api('/players/ann/badges'), { body: { badgeId: 'champion' } });
    await call('post', api('/players/ann/quests/daily-play/progress'), { body: {} });
    await call('get', api('/players/ann'));
    await call('get', api('/players/ann/quests'));
    await call('get', api('/players/nobody'), { status: 404 });
    await call('get', api('/players'));
    await Promise.all(levels);
  });

  it('about leaderboards', async () => {
    const { call } = stage;
    const news = ['rank_changed', 'new_high_score', 'leaderboard_updated'].map((name) => heard(bob, name));
    await bob.ask('subscribe', { channel: 'leaderboard', leaderboardId: 'high-score' });
    await call('post', api('/leaderboards/high-score/scores'), { body: { playerId: 'ann', score: 10 } });
    await call('post', api('/leaderboards/high-score/scores'), { body: { playerId: 'bob', score: 20 } });
    await call('get', api('/leaderboards'));
    await call('get', api('/leaderboards/high-score?limit=10'));
    await call('get', api('/leaderboards/high-score/windows'));
    await call('get', api('/leaderboards/high-score/players?ids=ann,bob,cid'));
    await call('get', api('/leaderboards/high-score/players/ann'));
    await call('get', api('/leaderboards/nothing'), { status: 404 });
    await Promise.all(news);
  });

  it('about lobbies over REST', async () => {
    const { call } = stage;
    const { lobby } = await call('post', api('/lobbies'), { body: { name: 'One', hostPlayerId: 'ann' } });
    const at = (rest = ''): string => api(`/lobbies/${lobby.lobbyId}${rest}`);
    await ann.ask('subscribe', { channel: 'lobby', lobbyId: lobby.lobbyId });
    const { inviteCode } = await call('post', at('/invite'), { body: { playerId: 'bob' } });
    await call('post', at('/join'), { body: { playerId: 'bob', inviteCode } });
    await call('post', at('/ready'), { body: { playerId: 'bob', ready: true } });
    await call('post', at('/kick'), { body: { playerId: 'bob' } });
    await call('patch', at(), { body: { name: 'Two' } });
    await call('get', at());
    await call('get', api('/lobbies'));
    await call('get', api('/players/ann/lobbies'));
    await call('post', at('/start'), { body: {} });
    await call('post', at('/start'), { body: {}, status: 409 });
    await call('post', at('/reopen'), { body: {} });
    const { inviteCode: second } = await call('post', at('/invite'), { body: {} });
    await call('delete', at(`/invites/${second}`));
    await call('post', at('/join'), { body: { playerId: 'cid' } });
    await call('post', at('/leave'), { body: { playerId: 'ann' } });
    await call('post', at('/close'), { body: {} });
  });

  it('about lobbies over sockets', async () => {
    const { lobby } = await ann.ask('lobby:create', { name: 'Mine' });
    const { lobbyId } = lobby;
    const news = [
      'player_joined',
      'player_ready',
      'lobby_message',
      'lobby_updated',
      'player_left',
      'lobby_started',
      'lobby_closed',
    ];
    const all = news.map((name) => heard(ann, name));
    await ann.ask('subscribe', { channel: 'lobby', lobbyId });
    await bob.ask('subscribe', { channel: 'player', playerId: 'bob' });
    const invited = heard(bob, 'lobby_invited');
    const { inviteCode } = await ann.ask('lobby:invite', { lobbyId, playerId: 'bob' });
    await bob.ask('lobby:join', { lobbyId, inviteCode });
    await bob.ask('lobby:ready', { lobbyId, ready: true });
    await bob.ask('lobby:send', { lobbyId, type: 'wave', data: { to: 'ann' } });
    await bob.ask('lobby:get', { lobbyId });
    await bob.ask('lobby:list');
    await bob.ask('lobby:leave', { lobbyId });
    const spare = await ann.ask('lobby:invite', { lobbyId });
    await ann.ask('lobby:revoke_invite', { lobbyId, inviteCode: spare.inviteCode });
    await bob.ask('lobby:join', { lobbyId });
    await ann.ask('lobby:kick', { lobbyId, playerId: 'bob' });
    await ann.ask('lobby:update', { lobbyId, name: 'Ours' });
    await ann.ask('lobby:start', { lobbyId });
    await ann.ask('lobby:reopen', { lobbyId });
    await bob.ask('lobby:join', { lobbyId });
    await bob.ask('subscribe', { channel: 'lobby', lobbyId });
    const handedOver = heard(bob, 'host_changed');
    await ann.ask('lobby:leave', { lobbyId });
    await handedOver;
    await bob.ask('lobby:close', { lobbyId });
    await Promise.all([invited, ...all.slice(0, 6)]);
  });

  it('about chat', async () => {
    const { call } = stage;
    const news = ['chat_message', 'message_edited', 'message_deleted', 'player_typing'].map((name) =>
      heard(bob, name),
    );
    const channelId = 'global';
    const at = (rest: string): string => api(`/chat/channels/${channelId}${rest}`);
    await ann.ask('subscribe', { channel: 'chat', channelId });
    await bob.ask('subscribe', { channel: 'chat', channelId });
    const { messageId } = await ann.ask('chat:send', { channelId, content: 'hello' });
    await ann.ask('chat:edit', { channelId, messageId, content: 'hello all' });
    await bob.ask('chat:read', { channelId, messageId });
    await ann.ask('chat:typing', { channelId });
    await bob.ask('chat:history', { channelId });
    await ann.ask('chat:delete', { channelId, messageId });
    await ann.ask('chat:direct', { playerId: 'bob' });
    const sent = await call('post', at('/messages'), { body: { content: 'news', type: 'ANNOUNCEMENT' } });
    await call('get', at('/messages?limit=5'));
    await call('patch', at(`/messages/${sent.messageId}`), { body: { content: 'old news' } });
    await call('post', at(`/messages/${sent.messageId}/read`), { as: bob.token, body: {} });
    await call('post', at('/typing'), { as: ann.token, body: {} });
    await call('delete', at(`/messages/${sent.messageId}`));
    await call('post', api('/chat/direct'), { as: ann.token, body: { playerId: 'bob' } });
    await call('post', api('/chat/moderation'), {
      body: { playerId: 'cid', action: 'mute', durationSeconds: 60 },
    });
    await Promise.all(news);
  });

  it('about streams and custom events', async () => {
    const { call } = stage;
    const news = heard(ann, 'stream_publication');
    await ann.ask('subscribe', { channel: 'stream', streamId: 'market' });
    const publication = { type: 'candle_update', keys: { market: 'team-a' }, data: { price: 1 } };
    await call('post', api('/streams/market/publications'), { body: publication });
    await call('post', api('/streams/market/publications'), {
      body: { publications: [publication, publication] },
    });
    await call('get', api('/streams/market/publications?limit=2'));
    const own = heard(ann, 'goal');
    const at = api('/channels/stream:market/events');
    await call('post', at, { body: { event: 'goal', data: { by: 'ann' } } });
    await call('post', at, { body: { event: 'subscribed', data: {} }, status: 400 });
    await call('post', api('/announcements'), { body: { data: { text: 'hi' } } });
    await own;
    await news;
  });

  it('about definitions', async () => {
    const { call } = stage;
    const items: Record<string, { id: string }> = {
      leaderboards: { id: 'new-board', ...{ name: 'New', aggregate: 'best' } },
      quests: { id: 'new-quest', ...{ name: 'New', steps: [{ id: 's', eventType: 'x', target: 1 }] } },
      rules: { id: 'new-rule', ...{ eventType: 'x', effects: [{ type: 'grant_xp', amount: 1 }] } },
      streams: { id: 'new-stream', ...{ name: 'New' } },
      'chat-channels': { id: 'new-chat', ...{ name: 'New' } },
    };
    for (const [collection, item] of Object.entries(items)) {
      const at = api(`/admin/${collection}`);
      await call('post', at, { body: item, status: 201 });
      await call('post', at, { body: item, status: 409 });
      await call('patch', `${at}/${item.id}`, {
        body: collection === 'rules' ? { priority: 5 } : { name: 'Newer' },
      });
      await call('delete', `${at}/${item.id}`);
    }
    const definitions = await call('get', api('/admin/definitions'));
    await call('put', api('/admin/definitions'), { body: definitions });
    await call('get', api('/admin/nodes'));
  });

  it('about commands without acknowledgement', async () => {
    const news = ['subscribed', 'unsubscribed', 'subscriptions', 'pong', 'error'].map((name) =>
      heard(bob, name),
    );
    bob.socket.emit('subscribe', { channel: 'player', playerId: 'bob' });
    bob.socket.emit('unsubscribe', { channel: 'player', playerId: 'bob' });
    bob.socket.emit('subscriptions', {});
    bob.socket.emit('ping', {});
    bob.socket.emit('subscribe', { channel: 'player', playerId: 'ann' });
    await Promise.all(news);
    const limited = heard(bob, 'rate_limited');
    bob.socket.emit('ping', { filler: 'x'.repeat(70_000) });
    await limited;
  });

  it('about connections, tokens and presence', async () => {
    const { call } = stage;
    await ann.ask('ping');
    await ann.ask('subscriptions');
    await ann.ask('unsubscribe', { channel: 'player', playerId: 'ann' });
    await ann.ask('unsubscribe_all');
    const { token } = await call('post', api('/auth/socket-token'), { body: { playerId: 'ann' } });
    await ann.ask('auth:refresh', { token });
    await call('get', api('/presence?playerIds=ann,nobody'));
    for (const probe of ['/healthz', '/readyz', '/metrics']) await call('get', probe);
    await call('post', api('/auth/revoke'), { body: { playerId: 'ann' } });
    await eventually(() => !ann.socket.connected);
    await call('delete', api('/players/ann'));
  });

  it('leaves nothing documented untried', () => {
    expect(stage.documented.missing()).toEqual(triedElsewhere);
  });

  afterAll(() => stage.close());
});

/** What needs an outage, minutes of waiting or a member whose socket drops; each has tests of its own. */
const triedElsewhere = [
  'degraded.event',
  'player_disconnected.event',
  'player_reconnected.event',
  'restored.event',
  'resync.event',
  'server_draining.event',
  'token_expired.event',
  'token_expiring.event',
];
