import { setTimeout as sleep } from 'node:timers/promises';
import { Ledger } from './ledger.ts';
import { Product, runCommand, type ServerFixture } from './product.ts';

export const CONNECTIONS = 16;

export interface KillLoopOptions {
  readonly place: ServerFixture;
  readonly cycles: number;
  /** Runs after each kill, while the server is not running. */
  readonly whileDown?: () => void;
}

/** In each cycle: starts the server, writes without a pause, kills the server at a random time, checks the data. */
export async function killLoop({ place, cycles, whileDown = () => {} }: KillLoopOptions): Promise<Ledger> {
  const ledger = new Ledger(place.key);
  for (let cycle = 1; cycle <= cycles; cycle += 1) {
    const product = await Product.start(place);
    await ledger.settle(product.url);
    const loading = ledger.load(product.url, CONNECTIONS);
    await ledger.acknowledges(1 + Math.floor(Math.random() * 150));
    await sleep(Math.random() * 30);
    await product.kill();
    await loading;
    whileDown();
    if (cycle % 10 === 0)
      process.stderr.write(`${cycle} of ${cycles} kills, ${ledger.losses.length} losses\n`);
  }
  const last = await Product.start(place);
  await ledger.audit(last.url);
  await last.kill();
  whileDown();
  if ((await runCommand(place, 'doctor')) !== 0) ledger.losses.push('doctor reported a failed check');
  return ledger;
}
