/**
 * Kills the server with SIGKILL while 16 connections write, and counts writes that are lost or applied twice. Argument:
 * number of kills (default: 200).
 */
import { killLoop } from './kill-loop.ts';
import { ServerFixture } from './product.ts';
import { report } from './report.ts';

const cycles = Number(process.argv[2] ?? 200);
const place = new ServerFixture();
const { counts, losses } = await killLoop({ place, cycles });
report(
  'kill -9 while writing: upserts, creates, patches, batches, atomic batches',
  {
    kills: cycles,
    'writes acknowledged': counts.acknowledged,
    'events, numbered without a gap': counts.events,
    'responses replayed, byte for byte': counts.replayed,
    'writes interrupted, then sent again': counts.cutOff,
    '… of which batches, applied completely or not at all': counts.cutOffBatches,
    '… of which already applied, and not applied twice': counts.cutOffYetDone,
  },
  losses,
);
place.remove();
