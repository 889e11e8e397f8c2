/**
 * Simulates power cuts while 16 connections write: kills the server and discards all data that it had not synced to the
 * disk. Argument: number of power cuts (default: 100). Then repeats one power cut on a disk that reports a sync without
 * doing it. This check must lose every write; otherwise the test could not detect a loss.
 */
import { Disk } from './disk.ts';
import { CONNECTIONS, killLoop } from './kill-loop.ts';
import { Ledger } from './ledger.ts';
import { Product, ServerFixture } from './product.ts';
import { report } from './report.ts';

const cycles = Number(process.argv[2] ?? 100);
const place = new ServerFixture();
const disk = new Disk(place, { earlyPercent: 20 });
const { counts, losses } = await killLoop({ place, cycles, whileDown: () => disk.cutPower() });
const figures = disk.figures();
place.remove();
if (figures.earlySends > 0)
  losses.push(`${figures.earlySends} responses were sent before their write was on the disk`);

const liar = await cutPowerOnLiar();
if (liar.lost < liar.acknowledged || liar.earlySends === 0) {
  losses.push('the same test found no loss on a disk that ignores syncs, so it could not detect a loss');
}
report(
  'power cuts: unsynced data is discarded, except a random 20 %',
  {
    'power cuts': cycles,
    'writes acknowledged': counts.acknowledged,
    'events, numbered without a gap': counts.events,
    'responses replayed, byte for byte': counts.replayed,
    'writes interrupted, then sent again': counts.cutOff,
    '… of which batches, applied completely or not at all': counts.cutOffBatches,
    '… of which already applied, and not applied twice': counts.cutOffYetDone,
    'disk syncs': figures.syncs,
    'socket sends': figures.sends,
    '… of which responses whose write was not yet on the disk': figures.earlySends,
    'writes acknowledged on a disk that ignores syncs': liar.acknowledged,
    '… of which lost, as expected': liar.lost,
  },
  losses,
);

async function cutPowerOnLiar() {
  const place = new ServerFixture();
  const disk = new Disk(place);
  const ledger = new Ledger(place.key);
  const product = await Product.start(place);
  disk.become('lying');
  const loading = ledger.load(product.url, CONNECTIONS);
  await ledger.acknowledges(100);
  await product.kill();
  await loading;
  disk.cutPower();
  disk.become('healthy');
  const { acknowledged } = ledger.counts;
  const next = await Product.start(place);
  await ledger.settle(next.url);
  await next.kill();
  const { earlySends } = disk.figures();
  place.remove();
  const lost = ledger.losses.filter((loss) => loss.endsWith('is lost')).length;
  return { acknowledged, lost, earlySends };
}
