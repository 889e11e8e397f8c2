import { expect, onTestFinished, test } from 'vitest';
import { Disk } from '../durability/disk.ts';
import { killLoop } from '../durability/kill-loop.ts';
import { ServerFixture } from '../durability/product.ts';

test('acknowledged writes survive a power cut, and no response is sent before its write is on the disk', async () => {
  const place = new ServerFixture();
  onTestFinished(() => place.remove());
  const disk = new Disk(place, { earlyPercent: 20 });
  const { losses, counts } = await killLoop({ place, cycles: 2, whileDown: () => disk.cutPower() });
  expect(losses).toEqual([]);
  expect(counts.acknowledged).toBeGreaterThan(2);
  const { sends, syncs, earlySends } = disk.figures();
  expect(earlySends).toBe(0);
  expect(Math.min(sends, syncs)).toBeGreaterThan(2);
});
