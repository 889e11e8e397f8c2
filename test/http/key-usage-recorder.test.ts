import { describe, expect, test } from 'vitest';
import { unavailable } from '../../src/domain/problem.ts';
import type { KeyStore } from '../../src/domain/store/store.ts';
import { KeyUsageRecorder } from '../../src/http/jobs/key-usage-recorder.ts';

/** A key store that only records uses. */
function recorder() {
  const written: [string, number][][] = [];
  const recordUses = async (uses: ReadonlyMap<string, number>) => {
    written.push([...uses]);
  };
  return { written, keys: { recordUses } as unknown as KeyStore };
}

describe('the uses of API keys', () => {
  test('are stored together, the last use of each', async () => {
    const { written, keys } = recorder();
    const uses = new KeyUsageRecorder(keys);
    uses.recordUse('a', 1);
    uses.recordUse('b', 2);
    uses.recordUse('a', 3);
    await uses.flush();
    await uses.flush();
    expect(written).toEqual([
      [
        ['a', 3],
        ['b', 2],
      ],
    ]);
    await uses.stop();
  });

  test('are stored before the server stops', async () => {
    const { written, keys } = recorder();
    const uses = new KeyUsageRecorder(keys);
    uses.recordUse('a', 1);
    await uses.stop();
    expect(written).toEqual([[['a', 1]]]);
  });

  test('are the only loss if they cannot be stored, and the failure is reported', async () => {
    const recordUses = async () => {
      throw unavailable();
    };
    const errors: unknown[] = [];
    const uses = new KeyUsageRecorder({ recordUses } as unknown as KeyStore, (error) => errors.push(error));
    uses.recordUse('a', 1);
    await expect(uses.stop()).resolves.toBeUndefined();
    expect(errors).toEqual([unavailable()]);
  });
});
