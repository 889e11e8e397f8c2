/**
 * Prints `ready`. After the input line `open`, it opens the store of its first argument, and prints `open` or the error.
 * After the input line `write`, it stores customers endlessly, and prints the external id of each acknowledged one.
 */
import { createInterface } from 'node:readline';
import { openStore } from '../../../src/storage/open-store.ts';
import { TenantFixture } from '../conformance/tenant-fixture.ts';

const [url = '', how] = process.argv.slice(2);
const print = (line: string) => process.stdout.write(`${line}\n`);
const input = createInterface(process.stdin)[Symbol.asyncIterator]();
print('ready');
await input.next();
try {
  const store = await openStore(url, { serving: how === 'serving' });
  print('open');
  await input.next();
  const fixture = await TenantFixture.in(store);
  for (let number = 0; ; number += 1) {
    const externalId = `${number}`;
    await Promise.all([fixture.put({ externalId }), fixture.put({ externalId: `${externalId}-twin` })]);
    print(externalId);
  }
} catch (error) {
  print((error as Error).message);
}
