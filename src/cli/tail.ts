import { type Client, connect, idFields, type SubscriptionRequest } from '../client/index.js';
import { type CommandContext, Misunderstood, type Terminal } from './command.js';
import { type Colour, createPaint, type Paint } from './paint.js';

type Kind = keyof typeof idFields;

const colours: Readonly<Record<Kind, Colour>> = {
  player: 'green',
  leaderboard: 'yellow',
  lobby: 'cyan',
  chat: 'magenta',
  stream: 'blue',
};

/** Prints every event of some channels, or of the whole project, until stopped; goes on by itself after a lost connection. */
export async function tail(context: CommandContext): Promise<number> {
  const { words, flags, rest, terminal } = context;
  const paint = createPaint(terminal.isColoured);
  const requests = words.map(readChannel);
  const isFirehose = requests.length === 0;
  const playerId = flags.as ?? 'fanfare-tail';
  const grants = isFirehose ? ['feed:read'] : words.map((channel) => `subscribe:${channel}`);
  const mint = async (): Promise<string> => {
    const minted = await rest.post('/auth/socket-token', { playerId, grants });
    // As the operation declares it.
    return (minted as { readonly token: string }).token;
  };
  // Where the first is refused or nobody answers, trying again would not help.
  let first: string | undefined = await mint();
  const token = async (): Promise<string> => {
    const minted = first ?? (await mint());
    first = undefined;
    return minted;
  };
  const client = connect({ url: rest.url, namespace: isFirehose ? '/feed' : '/', token });
  const failed = new Promise<number>((resolve) => {
    client.onStatus((status, error) => {
      terminal.complain(paint('dim', `${status}${error ? ` (${error.code}: ${error.message})` : ''}`));
      if (status === 'closed') resolve(1);
    });
  });

  if (isFirehose) followAll(client, terminal, paint);
  const refused = requests.map((request) => followOne(client, request, { terminal, paint }));
  const nothingLeft = isFirehose ? [] : [Promise.all(refused).then(() => 1)];
  const code = await Promise.race([failed, ...nothingLeft, terminal.untilStopped().then(() => 0)]);
  client.close();
  return code;
}

/** @returns a promise that resolves when the channel cannot be followed */
function followOne(
  client: Client,
  request: SubscriptionRequest,
  { terminal, paint }: { readonly terminal: Terminal; readonly paint: Paint },
): Promise<void> {
  const channel = channelOf(request);
  const subscription = client.subscribe(request);
  subscription.onAny((name, fields) => terminal.write(lineOf(channel, { name, fields }, paint)));
  subscription.ready().then(
    () => terminal.complain(paint('dim', `following ${channel}`)),
    () => {},
  );
  return new Promise((resolve) => {
    subscription.onChange(() => {
      if (subscription.error === undefined) return;
      terminal.complain(paint('red', `${channel}: ${subscription.error.message}`));
      resolve();
    });
  });
}

function followAll(client: Client, terminal: Terminal, paint: Paint): void {
  const follow = () =>
    client.send('subscribe_all', {}).then(
      () => terminal.complain(paint('dim', 'following everything')),
      (error: Error) => terminal.complain(paint('red', error.message)),
    );
  client.onStatus((status) => {
    if (status === 'online') void follow();
  });
  client.on('publication', ({ channel, events }) => {
    for (const { event, data } of events) {
      // The fields of an event are an object.
      terminal.write(lineOf(channel, { name: event, fields: data as object }, paint));
    }
  });
}

const channelOf = (request: SubscriptionRequest): string =>
  `${request.channel}:${(request as Readonly<Record<string, unknown>>)[idFields[request.channel]]}`;

function lineOf(
  channel: string,
  { name, fields }: { readonly name: string; readonly fields: object },
  paint: Paint,
): string {
  const kind = channel.slice(0, channel.indexOf(':')) as Kind;
  // Shown apart, or known from the channel.
  const hidden = ['at', 'position', 'effectId', idFields[kind]];
  const { at, position } = fields as { readonly at?: number; readonly position?: string };
  const rest = Object.entries(fields).filter(([field]) => !hidden.includes(field));
  return [
    paint('dim', new Date(at ?? Date.now()).toISOString().slice(11, 23)),
    paint(colours[kind] ?? 'dim', channel),
    name,
    JSON.stringify(Object.fromEntries(rest)),
    paint('dim', position ?? ''),
  ]
    .join('  ')
    .trimEnd();
}

function readChannel(channel: string): SubscriptionRequest {
  const colon = channel.indexOf(':');
  const kind = channel.slice(0, colon);
  if (colon < 1 || !Object.hasOwn(idFields, kind) || colon === channel.length - 1) {
    throw new Misunderstood(
      `${channel}: a channel is <kind>:<id> with one of ${Object.keys(idFields).join(', ')}`,
    );
  }
  // The kind was just found among those that exist.
  return {
    channel: kind,
    [idFields[kind as Kind]]: channel.slice(colon + 1),
  } as unknown as SubscriptionRequest;
}
