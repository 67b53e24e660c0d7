import { expect, it } from '@jest/globals';
import { type LobbyState, lobbyChannel, lobbyCodec } from '../../../src/features/lobbies/state.js';
import { player } from '../stage.js';
import { type ChatStage, onBothEngines } from './stage.js';

const member = (playerId: string) => ({
  playerId,
  playerName: playerId,
  ready: false,
  connected: true,
  joinedAt: 1,
});

async function putLobby(stage: ChatStage, change: Partial<LobbyState>): Promise<void> {
  const lobby: LobbyState = {
    v: 1,
    lobbyId: 'arena',
    name: 'Arena',
    hostId: 'ann',
    state: 'open',
    privacy: 'PUBLIC',
    maxPlayers: 4,
    config: {},
    metadata: {},
    players: [member('ann'), member('bob')],
    createdAt: 1,
    activeAt: 1,
    ...change,
  };
  const publication = { at: 1, events: [] };
  const put = { channel: lobbyChannel('arena'), state: lobbyCodec.encode(lobby), publication };
  await stage.deps.channels.commit({ project: 'game', changes: [put] });
}

onBothEngines((open) => {
  it('gives a lobby a chat of its own, for its members', async () => {
    const stage = await open();
    await putLobby(stage, {});
    const channelId = 'arena-chat';

    await stage.say('ann', 'ready?', { channelId });

    expect(await stage.contents('bob', { channelId })).toEqual(['ready?']);
    expect((await stage.listen('bob', { channelId })).snapshot.unread).toBe(1);
    for (const attempt of [
      stage.say('eve', 'hi', { channelId }),
      stage.contents('eve', { channelId }),
      stage.listen('eve', { channelId }),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    await expect(stage.say('ann', 'hi', { channelId: 'other-chat' })).rejects.toMatchObject({
      code: 'CHANNEL_NOT_FOUND',
    });
  });

  it('knows at once who has left a lobby and who has come, wherever that happened', async () => {
    const stage = await open();
    const channelId = 'arena-chat';
    await putLobby(stage, {});
    await stage.say('ann', 'one', { channelId });
    await stage.say('bob', 'two', { channelId });

    await putLobby(stage, { players: [member('ann'), member('cid')] });

    await expect(stage.say('bob', 'three', { channelId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await stage.say('cid', 'four', { channelId });
    await putLobby(stage, { gameMode: 'duel', players: [member('ann'), member('cid')] });
    await stage.say('ann', 'five', { channelId });
    expect(await stage.contents('ann', { channelId })).toEqual(['five', 'four', 'two', 'one']);
  });

  it('writes nothing of a member who is leaving after the leave', async () => {
    const stage = await open();
    const channelId = 'arena-chat';
    await putLobby(stage, {});
    await stage.say('bob', 'm', { channelId });

    const sends = Array.from({ length: 20 }, () => stage.say('bob', 'm', { channelId }));
    const left = putLobby(stage, { players: [member('ann')] }).then(() =>
      stage.say('ann', 'gone', { channelId }),
    );
    const results = await Promise.allSettled([...sends, left]);

    const sent = results.filter(({ status }) => status === 'fulfilled').length;
    expect(await stage.contents('ann', { channelId })).toEqual(['gone', ...Array(sent).fill('m')]);
  });

  it('lets nobody write in the chat of a closed lobby, and its members read', async () => {
    const stage = await open();
    const channelId = 'arena-chat';
    await putLobby(stage, {});
    await stage.say('ann', 'gg', { channelId });
    await putLobby(stage, { state: 'closed' });

    await expect(stage.say('ann', 'hi', { channelId })).rejects.toMatchObject({ code: 'LOBBY_NOT_OPEN' });
    await expect(stage.say('eve', 'hi', { channelId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await stage.contents('bob', { channelId })).toEqual(['gg']);
  });

  it('gives two players one channel, whoever asks first, and nobody else', async () => {
    const stage = await open();

    const { channelId } = await stage.as('ann', 'openDirect', { playerId: 'bob' });
    expect(await stage.as('bob', 'openDirect', { playerId: 'ann' })).toEqual({ channelId });
    expect(await stage.as(undefined, 'openDirect', { playerId: 'ann', senderId: 'bob' })).toEqual({
      channelId,
    });
    await stage.say('ann', 'psst', { channelId });

    expect(await stage.contents('bob', { channelId })).toEqual(['psst']);
    expect((await stage.listen('bob', { channelId })).snapshot.unread).toBe(1);
    for (const id of [channelId, 'direct:made-up']) {
      const attempts = [
        stage.say('eve', 'hi', { channelId: id }),
        stage.say('eve', 'hi', { channelId: id, replyTo: '0.x' }),
        stage.contents('eve', { channelId: id }),
        stage.listen('eve', { channelId: id }),
        stage.as('eve', 'showTyping', { channelId: id }),
        stage.as('eve', 'markRead', { channelId: id, messageId: '0.x' }),
        stage.as('eve', 'deleteMessage', { channelId: id, messageId: '0.x' }),
      ];
      for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    await stage.say(undefined, 'news', { channelId });
    await expect(stage.say(undefined, 'news', { channelId: 'direct:made-up' })).rejects.toMatchObject({
      code: 'CHANNEL_NOT_FOUND',
    });
    await stage.chat.kind.mustExist('game', channelId);
    await expect(stage.chat.kind.mustExist('game', 'direct:made-up')).rejects.toMatchObject({
      code: 'CHANNEL_NOT_FOUND',
    });
  });

  it.each([
    ['oneself', 'ann', { playerId: 'ann' }, 'VALIDATION_ERROR'],
    ['two others', 'ann', { playerId: 'bob', senderId: 'cid' }, 'FORBIDDEN'],
    ['one player', undefined, { playerId: 'ann' }, 'VALIDATION_ERROR'],
  ])('opens no direct channel for %s', async (_, who, input, code) => {
    const stage = await open();

    await expect(stage.as(who, 'openDirect', input)).rejects.toMatchObject({ code });
  });

  it('lets a grant in: to read everywhere, and to write where no membership decides', async () => {
    const stage = await open();
    await putLobby(stage, {});
    const spectator = player('eve', ['subscribe:chat:*']);

    await stage.say(spectator, 'hi', { channelId: 'staff' });
    expect(await stage.contents(spectator, { channelId: 'staff' })).toEqual(['hi']);
    expect(await stage.contents(spectator, { channelId: 'arena-chat' })).toEqual([]);
    await stage.listen('eve', { channelId: 'arena-chat', grants: ['subscribe:chat:arena-chat'] });
    await expect(stage.say(spectator, 'hi', { channelId: 'arena-chat' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await stage.say(player('mod', ['moderate:chat:arena-chat']), 'calm down', { channelId: 'arena-chat' });
    await expect(stage.contents('eve', { channelId: 'staff' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
