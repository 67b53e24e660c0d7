import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The path of a program that tests run: on the PATH, or where Debian keeps servers. Where it can be installed without asking
 * anybody (Debian, as root), it is.
 * @param debianPackage - what brings it
 * @throws Error that tells what to install
 */
export function findExecutable(name: string, debianPackage: string): string {
  const found = search(name) ?? (install(debianPackage) ? search(name) : undefined);
  if (found) return found;
  throw new Error(`These tests need ${name}: apt-get install ${debianPackage}`);
}

const search = (name: string): string | undefined =>
  `${process.env.PATH ?? ''}${delimiter}/usr/sbin`
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

function install(debianPackage: string): boolean {
  if (process.getuid?.() !== 0 || !search('apt-get')) return false;
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Other test processes may be at it, too.
  const patient = ['-o', 'DPkg::Lock::Timeout=120'];
  const steps = [
    [...patient, 'update'],
    [...patient, 'install', '-y', '--no-install-recommends', debianPackage],
  ];
  return steps.every(
    (step) => spawnSync('apt-get', step, { env: environment, stdio: 'ignore' }).status === 0,
  );
}
