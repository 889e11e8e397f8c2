import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MUTANTS, UNCHANGED } from './mutants/all-mutants.ts';
import { isNamed, score, showMisses } from './score.ts';
import type { MutantResult } from './verify-mutant.ts';

/** The number of mutants that share one process, which frees their modules when it ends. */
const PER_PROCESS = 12;

/** The longest time of all runs, in milliseconds. */
const LIMIT_MS = 40 * 60_000;

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));

const wanted = process.argv.slice(2);
const mutants = MUTANTS.filter(
  ({ id }) => wanted.length === 0 || wanted.some((part) => `${id}.`.startsWith(`${part}.`)),
);
const startedAt = Date.now();
const results = new Map<string, MutantResult>();
const waiting = [UNCHANGED.id, ...mutants.map(({ id }) => id)];

async function verifyNext(): Promise<void> {
  while (waiting.length > 0 && Date.now() - startedAt < LIMIT_MS) {
    const ids = waiting.splice(0, PER_PROCESS);
    const worker = fork(WORKER, ids);
    worker.on('message', (result: MutantResult) => {
      results.set(result.id, result);
      report(result);
    });
    await once(worker, 'close');
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function report({ id, failed, stopped, took }: MutantResult): void {
  const mutant = mutants.find((one) => one.id === id);
  const isUnchanged = id === UNCHANGED.id;
  const mark = isUnchanged
    ? 'control'
    : failed.length === 0
      ? 'missed'
      : mutant && isNamed(mutant, failed)
        ? 'named'
        : 'detected';
  const seconds = (took / 1000).toFixed(1);
  const found = failed.join(', ') || stopped || 'no failed rule';
  print(`${mark.padEnd(8)} ${id}  ${found}, ${seconds} s`);
}

await Promise.all(Array.from({ length: availableParallelism() }, verifyNext));
const result = score(mutants, results);
for (const line of showMisses(mutants, results)) print(line);
const unchanged = results.get(UNCHANGED.id);
const minutes = ((Date.now() - startedAt) / 60_000).toFixed(1);
print(
  `${result.total} mutants: ${result.detected} detected (${result.detectedPercent} %), ${result.named} under the right rule (${result.namedPercent} %), in ${minutes} minutes.`,
);
if (unchanged && unchanged.failed.length > 0) {
  print(`The unchanged server breaks ${unchanged.failed.join(', ')}, so the figures mean nothing.`);
}
const isGood = unchanged?.failed.length === 0 && !unchanged.stopped;
process.exitCode = isGood && result.detectedPercent >= 95 && result.namedPercent >= 90 ? 0 : 1;
