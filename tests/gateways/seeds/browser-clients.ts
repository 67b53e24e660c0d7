import type { WebSocket as NodeWebSocket } from 'ws';

/** The browser's WebSocket, as the samples use it. */
type Socket = typeof NodeWebSocket;

/** What a page has and Node lacks. */
export interface Page {
  readonly host: string;
  readonly WebSocket: Socket;
  readonly log: (...line: unknown[]) => void;
}

/** The browser class of the game rounds: `window` and `console` come in, and `stop` ends it for good. */
export class WebSocketClient {
  game: string;
  ws: NodeWebSocket | null;
  reconnectAttempts: number;
  maxReconnectAttempts: number;
  reconnectDelay: number;
  #page: Page;

  constructor(game: string, page: Page) {
    this.game = game;
    this.ws = null;
    this.reconnectAttempts = 0;
    this.maxReconnectAttempts = 5;
    this.reconnectDelay = 3000;
    this.#page = page;
  }

  connect() {
    const protocol = 'ws:';
    const url = `${protocol}//${this.#page.host}/ws/${this.game}`;

    this.ws = new this.#page.WebSocket(url);

    this.ws.onopen = () => {
      this.#page.log('WebSocket connected');
      this.reconnectAttempts = 0;
    };

    this.ws.onmessage = (event) => {
      const data = JSON.parse(String(event.data));
      this.handleMessage(data);
    };

    this.ws.onclose = () => {
      this.#page.log('WebSocket disconnected');
      this.reconnect();
    };

    this.ws.onerror = (error) => {
      this.#page.log('WebSocket error:', error);
    };
  }

  handleMessage(data: { round_id: number; extras: string }) {
    this.#page.log('New round:', data.round_id);
    this.#page.log('Result:', JSON.parse(data.extras));
  }

  reconnect() {
    if (this.reconnectAttempts >= this.maxReconnectAttempts) {
      this.#page.log('Max reconnect attempts reached');
      return;
    }

    this.reconnectAttempts++;
    this.#page.log(`Reconnecting in ${this.reconnectDelay}ms...`);

    setTimeout(() => {
      this.connect();
    }, this.reconnectDelay);
  }

  disconnect() {
    if (this.ws) {
      this.ws.close();
    }
  }

  stop() {
    this.maxReconnectAttempts = 0;
    this.disconnect();
  }
}

export interface MarketTick {
  readonly price: number;
  readonly time: number;
}

/** The effect of the market feed's React hook: what it returns cleans up. */
export function followMarketTick({
  url,
  marketKey,
  setTick,
  WebSocket,
}: {
  url: string;
  marketKey: string;
  setTick: (tick: MarketTick) => void;
  WebSocket: Socket;
}): () => void {
  const ws = new WebSocket(url);
  ws.onopen = () => ws.send(JSON.stringify({ type: 'subscribe', markets: [marketKey] }));
  ws.onmessage = (e) => {
    const msg = JSON.parse(String(e.data));
    if (msg.type === 'candle_update' && msg.market === marketKey) {
      setTick({ price: msg.price, time: msg.time });
    }
  };
  const pingInterval = setInterval(() => {
    if (ws.readyState === WebSocket.OPEN) ws.send(JSON.stringify({ type: 'ping' }));
  }, 30_000);
  return () => {
    clearInterval(pingInterval);
    ws.close();
  };
}

/** The market feed's plain client; what it returns ends it. */
export function listenToMarkets({
  url,
  log,
  WebSocket,
}: {
  url: string;
  log: (message: unknown) => void;
  WebSocket: Socket;
}): () => void {
  const ws = new WebSocket(url);
  ws.on('open', () => {
    log('Connected');
    ws.send(JSON.stringify({ type: 'subscribe', markets: ['team-arsenal', 'player-saka'] }));
  });
  ws.on('message', (data) => {
    const msg = JSON.parse(data.toString());
    log(msg);
  });
  return () => ws.close();
}
