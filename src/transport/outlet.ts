/** One connection that is sent bytes: a WebSocket or an SSE response. */
export interface Outlet {
  readonly isOpen: boolean;
  /** Writes what many get. A client that leaves too much unread is cut. */
  write(bytes: Buffer): void;
  /** Writes what the client asked for itself: however much it is, it does not count as slowness. */
  writeOwn(bytes: Buffer): void;
  /** Whether what this client gets on its own behalf should wait. */
  readonly isBehind: boolean;
  /** Waits until the client has read most of what was sent; gives up when the connection is gone. */
  whenReadable(): Promise<void>;
}
