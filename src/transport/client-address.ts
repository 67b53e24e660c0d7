import type { IncomingMessage } from 'node:http';
import express from 'express';

/** Tells a request's client address, looking through the proxies that are trusted. */
export type ClientAddress = (request: IncomingMessage) => string;

/**
 * Reads `TRUST_PROXY` the way Express does (a number of hops, `true`, or addresses, subnets and names like `loopback`, separated by
 * commas), for requests that never reach Express as well (WebSocket upgrades).
 * @throws TypeError when it names no valid address
 */
export function createClientAddress(trustProxy: string | undefined): ClientAddress {
  if (trustProxy === undefined || trustProxy === 'false') return socketAddress;
  const setting = /^\d+$/.test(trustProxy) ? Number(trustProxy) : trustProxy === 'true' || trustProxy;
  // Express compiles the setting to this function; its types do not say so.
  const trusts = express().set('trust proxy', setting).get('trust proxy fn') as (
    address: string,
    hop: number,
  ) => boolean;

  return (request) => {
    let address = socketAddress(request);
    const forwarded = request.headers['x-forwarded-for'];
    if (forwarded === undefined) return address;
    // Express joins repeated headers for us; the nearest proxy wrote the last entry.
    const hops = String(forwarded).split(',').reverse();
    for (const [hop, entry] of hops.entries()) {
      if (!trusts(address, hop)) break;
      address = plain(entry.trim()) || address;
    }
    return address;
  };
}

const socketAddress: ClientAddress = (request) => plain(request.socket.remoteAddress ?? '');

/** Without the prefix of an IPv4 address on a dual-stack socket. */
const plain = (address: string): string => (address.startsWith('::ffff:') ? address.slice(7) : address);

/** Whether an address is this machine's own. */
export const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');
