/**
 * Opens the store of its first argument once it hears `open`, says `open` or why not, and then does what it hears:
 * `write` stores customers for ever, telling the external id of each that was acknowledged.
 */
import { createInterface } from 'node:readline';
import { openStore } from '../../../src/storage/open-store.ts';
import { TenantFixture } from '../conformance/tenant-fixture.ts';

const [url = '', how] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);
const heard = createInterface(process.stdin)[Symbol.asyncIterator]();
say('ready');
await heard.next();
try {
  const store = await openStore(url, { serving: how === 'serving' });
  say('open');
  await heard.next();
  const fixture = await TenantFixture.in(store);
  for (let number = 0; ; number += 1) {
    const externalId = `${number}`;
    await Promise.all([fixture.put({ externalId }), fixture.put({ externalId: `${externalId}-twin` })]);
    say(externalId);
  }
} catch (error) {
  say((error as Error).message);
}
