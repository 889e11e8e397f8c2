/**
 * Cuts the power 100 times (or as often as its argument says) while 16 connections write: the product is killed, and
 * all that it had not forced to the disk is gone. Then once more on a disk that only says that it does so, where all
 * must be lost; otherwise the proof would prove nothing.
 */
import { Disk } from './disk.ts';
import { CONNECTIONS, killLoop } from './kill-loop.ts';
import { Ledger } from './ledger.ts';
import { Place, Product } from './product.ts';
import { report } from './report.ts';

const cycles = Number(process.argv[2] ?? 100);
const place = new Place();
const disk = new Disk(place, { earlyPercent: 20 });
const { counts, losses } = await killLoop({ place, cycles, whileDown: () => disk.cutPower() });
const figures = disk.figures();
place.remove();
if (figures.earlySends > 0)
  losses.push(`${figures.earlySends} times an answer left before its write was on the disk`);

const liar = await cutPowerOnLiar();
if (liar.lost < liar.acknowledged || liar.earlySends === 0) {
  losses.push('the same proof found nothing wrong with a disk that lies, so it proves nothing');
}
report(
  'power cuts: what was not forced to the disk is gone, apart from a random fifth',
  {
    'power cuts': cycles,
    'writes acknowledged': counts.acknowledged,
    'events, numbered without a gap': counts.events,
    'answers given again, byte for byte': counts.replayed,
    'writes cut off, then sent again': counts.cutOff,
    '… of which were batches, whole or not there': counts.cutOffBatches,
    '… of which had been done, and were not done twice': counts.cutOffYetDone,
    'times the disk was waited for': figures.syncs,
    'times bytes left through a socket': figures.sends,
    '… of which an answer whose write was not yet on the disk': figures.earlySends,
    'writes acknowledged on a disk that lies': liar.acknowledged,
    '… of which were lost, as they must be': liar.lost,
  },
  losses,
);

async function cutPowerOnLiar() {
  const place = new Place();
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
