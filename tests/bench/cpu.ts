import { readdirSync, readFileSync } from 'node:fs';

/** CPU time a process has used up to now, user and system, over all its living threads, in ms with ns precision (Linux). */
export function readCpuMs(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [used = '0'] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
    nanoseconds += Number(used);
  }
  return nanoseconds / 1e6;
}

/** Resident memory of a process in KB; socket buffers live in the kernel and are not part of it. */
export function readResidentKb(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes);
}
