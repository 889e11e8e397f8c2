import { cpus, totalmem } from 'node:os';

/** What it was measured on, in one line. */
export function describeMachine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  const day = new Date().toISOString().slice(0, 10);
  return `${cpus().length} × ${first?.model.trim() || 'unnamed processor'}, ${memory} GiB, Linux, Node ${process.version}, ${day}`;
}
