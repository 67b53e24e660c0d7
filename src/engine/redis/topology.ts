import { Cluster, type Redis } from 'ioredis';
import type { Address } from './address.js';
import type { Client } from './client.js';

/** Which server holds a project. */
export interface Topology {
  /** The hash slot of a key; always 0 outside of a cluster. */
  slotOf(key: string): Promise<number>;
  /** Address of the primary that serves a slot now; empty where another one can never take over. */
  primaryOf(slot: number): string;
  /** The connection that commands for a slot go out on; undefined while there is none. */
  connectionOf(slot: number): Redis | undefined;
}

/** Reads the topology from a client of the address. */
export function createTopology(address: Address, client: Client): Topology {
  if (client instanceof Cluster) return clusterTopology(client);
  return {
    slotOf: async () => 0,
    primaryOf: () =>
      address.kind === 'sentinel' ? `${client.stream.remoteAddress}:${client.stream.remotePort}` : '',
    connectionOf: () => client,
  };
}

function clusterTopology(cluster: Cluster): Topology {
  // The client keeps this table for its own routing and offers no other way to read it.
  const { slots } = cluster as unknown as { readonly slots: readonly (readonly string[] | undefined)[] };
  const primaryOf = (slot: number): string => slots[slot]?.[0] ?? '';
  return {
    slotOf: async (key) => Number(await cluster.cluster('KEYSLOT', key)),
    primaryOf,
    connectionOf: (slot) =>
      cluster.nodes('master').find(({ options }) => `${options.host}:${options.port}` === primaryOf(slot)),
  };
}
