import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The redis-server to test with: REDIS_SERVER, or the one on the PATH. Where it can be installed without asking anybody
 * (Debian, as root), it is.
 * @throws Error that tells what to install
 */
export function findRedisServer(): string {
  const found =
    process.env.REDIS_SERVER || onPath('redis-server') || (install() ? onPath('redis-server') : undefined);
  if (found) return found;
  throw new Error(
    'These tests need redis-server 7 or newer: apt-get install redis-server (or set REDIS_SERVER to its path)',
  );
}

const onPath = (name: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

function install(): boolean {
  if (process.getuid?.() !== 0 || !onPath('apt-get')) return false;
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Other test processes may be at it, too.
  const patient = ['-o', 'DPkg::Lock::Timeout=120'];
  const steps = [
    [...patient, 'update'],
    [...patient, 'install', '-y', '--no-install-recommends', 'redis-server'],
  ];
  return steps.every(
    (step) => spawnSync('apt-get', step, { env: environment, stdio: 'ignore' }).status === 0,
  );
}
