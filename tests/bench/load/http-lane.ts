import { connect, type Socket } from 'node:net';
import { apiKeys, type Post } from '../wire.js';

type OnAnswer = (ok: boolean, answer: Buffer) => void;

const NOTHING = Buffer.alloc(0);

/** One kept-alive HTTP connection with one request at a time, as cheap as the load process needs it. */
export class HttpLane {
  readonly #socket: Socket;
  readonly #head: string;
  #answer: Buffer = NOTHING;
  #onAnswer: OnAnswer | undefined;

  constructor(url: string, project: string) {
    const { host, port } = new URL(url);
    this.#head = `Host: ${host}\r\nX-API-Key: ${apiKeys[project]}\r\nContent-Type: application/json\r\nContent-Length: `;
    this.#socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', () => this.#finish(false));
    this.#socket.on('close', () => this.#finish(false));
  }

  /** @param onAnswer - gets whether the server took all of it, and the whole answer */
  post({ path, body }: Post, onAnswer: OnAnswer): void {
    this.#onAnswer = onAnswer;
    this.#socket.write(`POST ${path} HTTP/1.1\r\n${this.#head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  close(): void {
    this.#onAnswer = undefined;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#answer = this.#answer.length === 0 ? chunk : Buffer.concat([this.#answer, chunk]);
    const end = this.#answer.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.#answer.toString('latin1', 0, end);
    const length = /content-length: (\d+)/i.exec(head)?.[1];
    if (length === undefined) throw new Error(`An answer without length: ${head}`);
    if (this.#answer.length < end + 4 + Number(length)) return;

    const isRefused = head[9] !== '2' || /"rejected":[1-9]/.test(this.#answer.toString('latin1', end));
    if (isRefused) process.stderr.write(`refused: ${this.#answer.toString('utf8').slice(0, 600)}\n`);
    const answer = this.#answer;
    this.#answer = NOTHING;
    this.#finish(!isRefused, answer);
  }

  #finish(ok: boolean, answer: Buffer = NOTHING): void {
    const onAnswer = this.#onAnswer;
    this.#onAnswer = undefined;
    onAnswer?.(ok, answer);
  }
}
