import type { EventDeclaration } from '../../contract/event.js';
import { channelKinds } from '../../contract/ids.js';
import type { Operation } from '../../contract/operation.js';
import { listInputFields } from '../input-schema.js';
import { SubscriptionItem } from '../socket-io/subscription-request.js';
import { listNamespaces, type SocketDeclarations } from './asyncapi.js';

/** The reference of commands and events, in Markdown, from the declarations that are mounted. */
export function describeSocketsForReaders(declared: SocketDeclarations): string {
  const [all, ...others] = listNamespaces(declared);
  const feed = others.at(-1);
  if (!all || !feed) throw new Error('There is no namespace to describe');
  const kinds = others.slice(0, -1).map(({ address }) => `\`${address}\``);
  return [
    head(kinds.join(', ')),
    ...['## Commands', commandTable(all.commands)],
    ...['### What can be followed', subscriptionTable()],
    ...['## Events', ...eventTables(all.events)],
    ...["## The operator's feed", feedText, commandTable(feed.commands.slice(0, 2))],
  ].join('\n\n');
}

const head = (kinds: string): string => `# Commands and events

Everything that goes through a Socket.IO connection, made from the declarations that the server runs; the same for machines is
[\`/asyncapi.json\`](/asyncapi.json). [\`fanfare/client\`](/guides/client) knows all of it as types.

Path \`/socket.io\`, token in \`auth.token\`. The namespace \`/\` serves everything below; ${kinds} serve their own kind with the same commands and events.

A command takes one object and an optional acknowledgement, which gets \`{ok:true,…}\` or \`{ok:false,error:{code,message,retryAfterMs?}}\`.
Fields with a question mark may be left out.`;

const feedText =
  'Namespace `/feed`, for tokens with the grant `feed:read`: every publication of the project as event `publication {channel,events,seq}`, live only; a jump in `seq` is announced by `feed_gap`.';

const followed = new Set(['subscribe', 'unsubscribe']);

const commandTable = (commands: readonly Operation[]): string =>
  table(
    ['command', 'payload', 'answer', 'what it does'],
    commands.map(({ socket = '', summary, input, output }) => [
      `\`${socket}\``,
      followed.has(socket) ? 'one of those below, or an array of 1-50' : fieldsOf(input),
      fieldsOf(output),
      summary,
    ]),
  );

const subscriptionTable = (): string =>
  table(
    ['channel', 'payload of `subscribe`'],
    SubscriptionItem.options.map((item) => [`\`${item.shape.channel.value}\``, fieldsOf(item)]),
  );

function eventTables(events: ReadonlyMap<string, EventDeclaration>): string[] {
  const rowsOf = (kind: EventDeclaration['channel']): string[][] =>
    [...events]
      .filter(([, { channel }]) => channel === kind)
      .map(([name, { fields, summary }]) => [`\`${name}\``, fieldsOf(fields), summary]);
  return [
    'Those of channels also carry the id of their channel, `at` (Unix ms) and, but for `player_typing`, `position`.',
    ...[...channelKinds, 'connection' as const].flatMap((kind) => [
      `### ${kind === 'connection' ? 'About the connection' : `Of \`${kind}\``}`,
      table(['event', 'fields', 'when'], rowsOf(kind)),
    ]),
  ];
}

function fieldsOf(schema: Operation['input']): string {
  const { properties, required } = listInputFields(schema);
  return [...properties.keys()].map((name) => `\`${name}${required.has(name) ? '' : '?'}\``).join(' ');
}

const table = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
