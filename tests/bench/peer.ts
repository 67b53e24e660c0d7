import { createSecretKey, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createShardedAdapter } from '@socket.io/redis-adapter';
import express from 'express';
import { Redis } from 'ioredis';
import jwt from 'jsonwebtoken';
import { Server } from 'socket.io';
import { bareEvent } from './bare-event.js';
import { mountPlainPeer } from './plain-peer.js';

interface RoomEvent {
  readonly room: string;
  readonly event: string;
  readonly data: unknown;
}

interface Saying {
  readonly room: string;
  readonly content: string;
}

// What a team writes by hand from the documentation of Express and Socket.IO, without any game logic: the base of comparison.
const redis = new Redis(process.env.REDIS_URL ?? '');
const secret = createSecretKey(Buffer.from(process.env.JWT_SECRET ?? ''));
const app = express();
const server = createServer(app);
const io = new Server(server, {
  destroyUpgrade: false,
  adapter: createShardedAdapter(redis, redis.duplicate()),
});

io.use((socket, next) => {
  jwt.verify(socket.handshake.auth.token, secret, { algorithms: ['HS256'] }, (error, claims) => {
    socket.data.player = claims?.sub;
    next(error ?? undefined);
  });
});
io.on('connection', (socket) => {
  socket.on('join', async (room: string, acknowledge: (answer: object) => void) => {
    await socket.join(room);
    acknowledge({ ok: true });
  });
  socket.on('chat', ({ room, content }: Saying, acknowledge: (answer: object) => void) => {
    if (!socket.rooms.has(room)) return acknowledge({ ok: false });
    const { player } = socket.data;
    const messageId = randomUUID();
    const timestamp = Date.now();
    const sender = { senderId: player, senderName: player };
    const message = { channelId: room, messageId, ...sender, content, type: 'TEXT', timestamp };
    io.to(room).emit('chat_message', message);
    acknowledge({ ok: true, messageId, timestamp });
  });
});

const emit = ({ room, event, data }: RoomEvent) => io.to(room).emit(event, data);

app.use(express.json({ limit: '5mb' }));
app.post('/events', (request, response) => {
  emit(request.body);
  response.status(202).json({ accepted: 1, rejected: 0 });
});
app.post('/events/batch', (request, response) => {
  const events: readonly RoomEvent[] = request.body.events;
  for (const event of events) emit(event);
  response.status(202).json({ accepted: events.length, rejected: 0 });
});
mountPlainPeer(app, server);
const storeBareEvent = bareEvent(redis);
app.post('/bare', async (request, response) => {
  await storeBareEvent(request.body.player);
  response.json({ accepted: 1, rejected: 0 });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(
    `Peer listening on http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}\n`,
  );
});
process.once('SIGTERM', () => process.exit(0));
