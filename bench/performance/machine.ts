import { cpus, totalmem } from 'node:os';
import type { Machine } from './results.ts';

/** Reads what this machine is, and the date of today in UTC. */
export function readMachine(): Machine {
  const [first] = cpus();
  return {
    cores: cpus().length,
    processor: first?.model.trim() || 'unnamed processor',
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
  };
}

export function describeMachine({ cores, processor, memoryGiB, node, date }: Machine): string {
  return `${cores} cores (${processor}), ${memoryGiB} GiB of memory, Linux, Node ${node}, on ${date}`;
}
