import { expect, onTestFinished, test } from 'vitest';
import { killLoop } from '../durability/kill-loop.ts';
import { ServerFixture } from '../durability/product.ts';

test('acknowledged writes survive a kill, each exactly once', async () => {
  const place = new ServerFixture();
  onTestFinished(() => place.remove());
  const { losses, counts } = await killLoop({ place, cycles: 2 });
  expect(losses).toEqual([]);
  expect(counts.acknowledged).toBeGreaterThan(2);
  expect(counts.cutOff).toBeGreaterThan(2);
}, 60_000);
