import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readConfig } from '../../src/config.js';
import { loadDefinitions } from '../../src/features/definitions/file.js';

const folder = fileURLToPath(new URL('../../docker', import.meta.url));
const read = (name: string): string => readFileSync(`${folder}/${name}`, 'utf8');

/** What the operator writes into `.env`. */
const filledIn: Record<string, string> = {
  REDIS_PASSWORD: 'a1b2c3',
  JWT_SECRET: 'only-for-tests-0123456789-0123456789',
  ALLOWED_ORIGINS: 'https://game.example',
};

interface Service {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks?: { readonly default: { readonly ipv4_address: string } };
}

const compose = (name: string) => {
  const text = read(name).replace(/\$\{(\w+):\?[^}]*\}/g, (_, variable: string) => filledIn[variable] ?? '');
  const services: Readonly<Record<string, Service>> = parse(text, { merge: true }).services;
  const nodes = Object.entries(services).filter(([service]) => service.startsWith('node'));
  return { services, nodes };
};

describe.each(['compose.yaml', 'compose.two-nodes.yaml'])('%s', (name) => {
  const { services, nodes } = compose(name);

  it('gives every node settings that it starts with in production', () => {
    for (const [, { environment }] of nodes) {
      const config = readConfig({ NODE_ENV: 'production', ...environment });
      expect(config).toMatchObject({ production: true, HOST: '0.0.0.0', PORT: 3000 });
      expect(config.REDIS_URL).toBe('redis://:a1b2c3@redis:6379');
    }
  });

  it('asks for each secret that has no default', () => {
    const asked = [...read(name).matchAll(/\$\{(\w+):\?/g)].map(([, variable]) => variable);
    const offered = [...read('env.example').matchAll(/^(\w+)=$/gm)].map(([, variable]) => variable);
    expect([...new Set(asked)].sort()).toEqual(offered.sort());
  });

  it('mounts only what is here or made from an example', () => {
    for (const { volumes = [] } of Object.values(services)) {
      const [files, named] = [
        volumes.filter((v) => v.startsWith('./')),
        volumes.filter((v) => !v.startsWith('./')),
      ];
      for (const file of files) {
        const source = file.split(':')[0]?.slice(2) ?? '';
        expect(
          [source, source.replace('.json', '.example.json')].some((each) => existsSync(`${folder}/${each}`)),
        ).toBe(true);
        expect(file).toMatch(/:ro$/);
      }
      expect(named).toEqual(named.length > 0 ? ['redis:/data'] : []);
    }
  });

  it('gives Redis its configuration and password, and opens it to nobody outside', () => {
    expect(services.redis?.command).toEqual(['redis-server', '/etc/redis.conf', '--requirepass', 'a1b2c3']);
    expect(services.redis?.ports).toBeUndefined();
  });
});

describe('compose.two-nodes.yaml', () => {
  const { services, nodes } = compose('compose.two-nodes.yaml');
  const addressOf = (service: Service | undefined) => service?.networks?.default.ipv4_address;

  it('has the nodes that nginx hands on to, each at an address of its own', () => {
    const upstream = new Set([...read('nginx.conf').matchAll(/server (\S+):3000/g)].map(([, host]) => host));
    expect([...upstream].sort()).toEqual(nodes.map(([name]) => name).sort());
    const addresses = Object.values(services).map(addressOf).filter(Boolean);
    expect(new Set(addresses).size).toBe(3);
  });

  it('lets the nodes believe nginx about addresses, and opens only nginx', () => {
    for (const [, node] of nodes) {
      expect(node.environment?.TRUST_PROXY).toBe(addressOf(services.nginx));
      expect(node.ports).toBeUndefined();
    }
    expect(services.nginx?.ports).toEqual(['80:80']);
  });
});

describe('the example of definitions', () => {
  it('is accepted in production', async () => {
    const config = readConfig({
      NODE_ENV: 'production',
      ...filledIn,
      DEFINITIONS: `${folder}/definitions.example.json`,
    });
    const [project] = await loadDefinitions(config);
    expect(project?.definition.id).toBe('my-game');
  });
});
