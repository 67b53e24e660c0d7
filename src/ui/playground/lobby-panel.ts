import type { States, Subscription } from '../../client/index.js';
import { fill, h } from '../shared/element.js';
import { createPanel, fault, hint, skeleton } from '../shared/panel.js';
import { toast } from '../shared/toast.js';
import { seatList } from './seat-list.js';
import type { Stage } from './stage.js';

type Lobby = States['lobby'];

const LIST_EVERY_MS = 5_000;

/** The lobby one is in, or those one can join. */
export function createLobbyPanel(stage: Stage, onLobby: (lobbyId: string | undefined) => void): HTMLElement {
  const { client, playerId, playerName } = stage;
  const { root, body, side } = createPanel('lobby', 'Lobby');
  let lobby: Subscription<'lobby'> | undefined;

  const attempt = async <Result>(work: Promise<Result>): Promise<Result | undefined> => {
    try {
      return await work;
    } catch (error) {
      toast('That did not work', {
        body: error instanceof Error ? error.message : String(error),
        tone: 'bad',
      });
      return undefined;
    }
  };

  const draw = () => {
    if (!lobby) return;
    root.classList.toggle('stale', lobby.status === 'stale');
    const { state, status, error } = lobby;
    const isOut = state && !state.players.some((member) => member.playerId === playerId);
    if (status === 'ended' || isOut) return void leaveView(error && !isOut ? error.message : undefined);
    if (state) drawLobby(state);
  };

  const enter = (lobbyId: string) => {
    lobby?.close();
    fill(body, skeleton(3));
    lobby = client.subscribe({ channel: 'lobby', lobbyId });
    lobby.onChange(draw);
    onLobby(lobbyId);
  };

  const leaveView = async (message?: string) => {
    lobby?.close();
    lobby = undefined;
    onLobby(undefined);
    await drawList(message);
  };

  const drawLobby = (state: Lobby) => {
    const { lobbyId, name, players, maxPlayers, hostId } = state;
    const self = players.find((member) => member.playerId === playerId);
    const isOpen = state.state === 'open';
    const send = (label: string, work: () => Promise<unknown>, primary = false) => {
      const focus = primary ? 'main' : label;
      const onclick = () => void attempt(work());
      return h(
        'button',
        { type: 'button', class: primary ? 'primary' : '', 'data-focus': focus, onclick },
        label,
      );
    };
    fill(side, h('span', { class: `state ${state.state}` }, state.state));
    fill(
      body,
      h(
        'p',
        { class: 'lobby-name' },
        h('strong', {}, name),
        h('span', { class: 'muted' }, `${players.length} / ${maxPlayers}`),
      ),
      seatList(state, playerId),
      h(
        'div',
        { class: 'row-buttons' },
        isOpen &&
          send(
            self?.ready ? 'Not ready' : 'Ready',
            () => client.send('lobby:ready', { lobbyId, ready: !self?.ready }),
            true,
          ),
        isOpen && hostId === playerId && send('Start', () => client.send('lobby:start', { lobbyId })),
        !isOpen &&
          hostId === playerId &&
          send('Play again', () => client.send('lobby:reopen', { lobbyId }), true),
        send('Leave', () => client.send('lobby:leave', { lobbyId })),
      ),
    );
  };

  const join = async (lobbyId: string) => {
    if (await attempt(client.send('lobby:join', { lobbyId }))) enter(lobbyId);
  };
  const create = async () => {
    const made = await attempt(client.send('lobby:create', { name: `${playerName}'s lobby`, maxPlayers: 4 }));
    if (made) enter(made.lobbyId);
  };

  const drawList = async (message?: string) => {
    fill(
      side,
      h('button', { type: 'button', class: 'chip-button', onclick: () => void create() }, 'Create a lobby'),
    );
    const page = await client.send('lobby:list', { state: 'open', limit: 6 }).catch(() => undefined);
    if (lobby) return;
    const rows = (page?.data ?? []).map(({ lobbyId, name, players, maxPlayers }) =>
      h(
        'li',
        {},
        h('span', {}, name),
        h('small', {}, `${players.length} / ${maxPlayers}`),
        h('button', { type: 'button', 'data-focus': lobbyId, onclick: () => void join(lobbyId) }, 'Join'),
      ),
    );
    const nothing = hint('No open lobby.', 'Create one: bots will join you.');
    fill(
      body,
      message !== undefined && fault(message),
      rows.length > 0 ? h('ul', { class: 'lobbies' }, ...rows) : nothing,
    );
  };

  const begin = async () => {
    fill(body, skeleton(3));
    const reply = await stage.api.call('GET', `/players/${encodeURIComponent(playerId)}/lobbies`);
    // As the operation declares it.
    const [first] = (reply.body as { readonly data?: readonly Lobby[] } | undefined)?.data ?? [];
    if (first) enter(first.lobbyId);
    else await drawList();
    setInterval(() => {
      if (!lobby && client.status === 'online') void drawList();
    }, LIST_EVERY_MS);
  };
  void begin();
  return root;
}
