import { type Api, faultOf } from '../shared/api.js';

/** One node, as `GET /admin/nodes` shows it. */
export interface NodeView {
  readonly node: string;
  readonly startedAt: number;
  readonly version: string;
  readonly engine: string;
  readonly ready: boolean;
  readonly connections: number;
  readonly players: number;
  readonly memoryBytes: number;
  readonly cpuSeconds: number;
  /** Absent in versions that did not count yet, which may run beside this one. */
  readonly counters?: {
    readonly events: number;
    readonly deliveries: number;
    readonly delays: readonly { readonly upToSeconds: number | null; readonly count: number }[];
  };
  readonly recentErrors: readonly { readonly at: number; readonly level: string; readonly message: string }[];
}

export interface NodesView {
  readonly nodes: readonly NodeView[];
  readonly complete: boolean;
  readonly channels: readonly { readonly channel: string; readonly subscribers: number }[];
}

export interface Nodes {
  /** Calls back with every new view, and with what is wrong when there is none. */
  onView(listener: (view: NodesView | undefined, fault?: string) => void): void;
}

/** How far apart two views are, ms. */
export const pollEveryMs = 2_000;

/** Asks for the nodes again and again. */
export function pollNodes(api: Api): Nodes {
  const listeners: ((view: NodesView | undefined, fault?: string) => void)[] = [];
  const ask = async () => {
    const reply = await api.call('GET', '/admin/nodes');
    for (const listener of listeners) {
      // As the operation declares it.
      if (reply.ok) listener(reply.body as NodesView);
      else listener(undefined, faultOf(reply));
    }
    setTimeout(() => void ask(), pollEveryMs);
  };
  void ask();
  return { onView: (listener) => void listeners.push(listener) };
}
