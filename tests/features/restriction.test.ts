import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type Nodes, startNodes } from './leaderboards/nodes.js';

const chat = { id: 'lounge', path: '/admin/chat-channels', open: { open: true }, shut: { open: false } };
const stream = { id: 'ticker', path: '/admin/streams', open: { public: true }, shut: { public: false } };
const kinds = [
  { ...chat, follow: { channel: 'chat', channelId: 'lounge' }, section: 'chatChannels' },
  { ...stream, follow: { channel: 'stream', streamId: 'ticker' }, section: 'streams' },
  {
    ...stream,
    follow: { channel: 'stream', streamId: 'ticker', keys: { game: ['a'] } },
    section: 'streams',
  },
] as const;

describe.each([
  ['a memory node', 0],
  ['two nodes', 2],
])('a channel that definitions restrict, on %s', (_name, count) => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes(count);
  });
  afterEach(() => nodes.leave());
  afterAll(() => nodes.close());
  const far = count > 1 ? { node: 1 } : {};

  const speak = (id: string) =>
    id === chat.id
      ? nodes.rest(`/chat/channels/${id}/messages`, { content: 'secret' })
      : nodes.rest(`/streams/${id}/publications`, { type: 'tick', keys: { game: 'a' }, data: {} });

  const ways = {
    'changing it': (kind: (typeof kinds)[number]) =>
      nodes.rest(`${kind.path}/${kind.id}`, kind.shut, { method: 'PATCH' }),
    'removing it': (kind: (typeof kinds)[number]) =>
      nodes.rest(`${kind.path}/${kind.id}`, undefined, { method: 'DELETE' }),
    'replacing all definitions': async (kind: (typeof kinds)[number]) => {
      const { body } = await nodes.rest('/admin/definitions');
      return nodes.rest('/admin/definitions', { ...body, [kind.section]: [] }, { method: 'PUT' });
    },
  };

  it.each(
    Object.keys(ways).flatMap((way) =>
      kinds.map((kind) => [JSON.stringify(kind.follow), way, kind] as const),
    ),
  )('puts followers of %s out at once by %s, and lets nobody back in', async (_follow, way, kind) => {
    const fields = { id: kind.id, name: kind.id, ...kind.open };
    const keys = kind.id === stream.id ? { keys: [{ name: 'game' }] } : {};
    await nodes.rest(kind.path, { ...fields, ...keys });
    const client = await nodes.connect('eve', far);
    await eventually(async () =>
      expect(await client.ask('subscribe', kind.follow)).toMatchObject({ ok: true }),
    );
    const back: unknown[] = [];
    client.socket.on('unsubscribed', () => {
      void client.ask('subscribe', kind.follow).then((answer) => back.push(answer));
    });

    const { status } = await ways[way as keyof typeof ways](kind);
    await speak(kind.id);

    expect(status).toBeLessThan(300);
    await eventually(() => expect(back).toMatchObject([{ ok: false }]));
    await speak(kind.id);
    expect(await client.ask('subscriptions', {})).toMatchObject({ subscriptions: [] });
    const heard = client.received.map(({ name }) => name);
    expect(heard).not.toContain('chat_message');
    expect(heard).not.toContain('stream_publication');
    await nodes.rest(`${kind.path}/${kind.id}`, undefined, { method: 'DELETE' });
  });
});
