import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { createClientAddress } from '../../src/transport/client-address.js';

const from = (remoteAddress: string, forwarded?: string): IncomingMessage =>
  // All that is looked at.
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;

describe('the client address', () => {
  it.each([
    ['is the connection without proxies', undefined, '10.0.0.9', '1.2.3.4', '10.0.0.9'],
    ['has no IPv6 prefix', undefined, '::ffff:10.0.0.9', undefined, '10.0.0.9'],
    ['is what a trusted proxy says', 'loopback', '127.0.0.1', '1.2.3.4', '1.2.3.4'],
    ['is not what a stranger says', 'loopback', '10.0.0.9', '1.2.3.4', '10.0.0.9'],
    ['is not what the client told the proxy', 'loopback', '127.0.0.1', '6.6.6.6, 1.2.3.4', '1.2.3.4'],
    ['looks through a number of hops', '2', '127.0.0.1', '6.6.6.6, 1.2.3.4, 10.0.0.1', '1.2.3.4'],
    ['looks through subnets', '127.0.0.1, 10.0.0.0/8', '127.0.0.1', '1.2.3.4, 10.1.2.3', '1.2.3.4'],
    ['survives nonsense', 'loopback', '127.0.0.1', ' , ,', '127.0.0.1'],
    ['is the farthest when all are trusted', 'true', '127.0.0.1', '1.2.3.4, 10.0.0.1', '1.2.3.4'],
  ])('%s', (_, trust, socket, forwarded, address) => {
    expect(createClientAddress(trust)(from(socket, forwarded))).toBe(address);
  });

  it('cannot be told by a setting that names no address', () => {
    expect(() => createClientAddress('not an address')).toThrow(TypeError);
  });
});
