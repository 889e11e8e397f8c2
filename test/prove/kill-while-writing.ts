/**
 * Kills the product 200 times (or as often as its argument says) with SIGKILL while 16 connections write, and counts
 * what was lost or done twice.
 */
import { killLoop } from './kill-loop.ts';
import { Place } from './product.ts';
import { report } from './report.ts';

const cycles = Number(process.argv[2] ?? 200);
const place = new Place();
const { counts, losses } = await killLoop({ place, cycles });
report(
  'kill -9 while writing: upserts, creates, patches, batches, all or nothing batches',
  {
    kills: cycles,
    'writes acknowledged': counts.acknowledged,
    'events, numbered without a gap': counts.events,
    'answers given again, byte for byte': counts.replayed,
    'writes cut off, then sent again': counts.cutOff,
    '… of which were batches, whole or not there': counts.cutOffBatches,
    '… of which had been done, and were not done twice': counts.cutOffYetDone,
  },
  losses,
);
place.remove();
