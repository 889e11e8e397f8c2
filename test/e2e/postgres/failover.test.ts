import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeSecret } from '../../../src/domain/keys/key-gate.ts';
import { Served } from '../../support/command-line.ts';
import { PostgresServer } from '../../support/postgres-server.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { ask } from '../../support/test-database.ts';
import { expectNothingLost } from './expect-nothing-lost.ts';
import { Writers } from './writers.ts';

/** An address that leads to another server after a failover, like the address of a hosting provider or a proxy. */
class Address {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  target: string;

  constructor(target: string) {
    this.target = target;
    this.#server = createServer((client) => {
      const server = connect(this.target);
      for (const [one, other] of [
        [client, server],
        [server, client],
      ] as const) {
        this.#sockets.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
      }
    });
    onTestFinished(() => this.close());
  }

  async open(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const socketOf = ({ folder }: PostgresServer) => join(folder, '.s.PGSQL.5432');

test('a failover to a standby loses and duplicates no write, and the servers reconnect by themselves', async () => {
  const primary = await PostgresServer.start({
    settings: { fsync: 'on', synchronous_standby_names: '*', synchronous_commit: 'remote_write' },
  });
  onTestFinished(() => primary.remove());
  const standby = await primary.replicate();
  onTestFinished(() => standby.remove());
  const address = new Address(socketOf(primary));
  const database = `postgres://upsertd@127.0.0.1:${await address.open()}/postgres`;

  const key = makeSecret('sandbox');
  const env = { UPSERTD_DATABASE: database, UPSERTD_SANDBOX_KEY: key };
  const cwd = tempFolder();
  const start = () => Served.start({ cwd, env }, '--log-level', 'silent');
  const [first, second] = [await start(), await start()];
  const writers = new Writers([first.url, second.url], key);
  await wait(3000);

  await primary.stop('SIGQUIT');
  address.cut();
  const before = writers.acknowledged.length;
  // No standby is left to acknowledge commits.
  expect((await first.fetch('/v2/customers', { key })).status).toBe(503);
  await ask(standby.url(), "ALTER SYSTEM SET synchronous_standby_names = ''");
  await ask(standby.url(), 'SELECT pg_reload_conf()');
  await ask(standby.url(), 'SELECT pg_promote()');
  address.target = socketOf(standby);
  address.cut();
  await wait(4000);
  await writers.stop();

  const after = writers.acknowledged.length - before;
  process.stdout.write(`${before} and then ${after} acknowledged, ${writers.retries} sent again\n`);
  expect(before).toBeGreaterThan(20);
  expect(after).toBeGreaterThan(20);
  expect(writers.retries).toBeGreaterThan(0);
  await expectNothingLost(standby.url(), writers);
});
