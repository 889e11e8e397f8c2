import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/storage/open-store.ts';
import { aCommand, fresh, TenantFixture } from '../../storage/conformance/tenant-fixture.ts';
import { serverUser } from '../../support/postgres-binaries.ts';
import { PostgresServer } from '../../support/postgres-server.ts';
import { ask } from '../../support/test-database.ts';
import { asRoot, withMounts } from '../executable/unprivileged-user.ts';

/** A PostgreSQL server with one database on a small disk. */
async function startOnSmallDisk(): Promise<PostgresServer> {
  const server = await PostgresServer.start({
    settings: { autovacuum: 'off' },
    through: (folder) => {
      const { uid, gid } = serverUser() ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
      const small = join(folder, 'small');
      const mounts = [
        `mkdir -p ${small}`,
        `mount -t tmpfs -o size=16m,mode=0700,uid=${uid},gid=${gid} tmpfs ${small}`,
      ];
      return [...withMounts(mounts), 'setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
    },
  });
  onTestFinished(() => server.remove());
  await ask(server.url(), `CREATE TABLESPACE small LOCATION '${join(server.folder, 'small')}'`);
  await ask(server.url(), 'CREATE DATABASE small TABLESPACE small');
  return server;
}

/** Enlarges the disk while the server runs. */
function makeRoom(server: PostgresServer): void {
  const [command = '', ...words] = [
    ...asRoot,
    ...['nsenter', `--target=${server.pid}`, '--mount'],
    ...['mount', '-o', 'remount,size=200m', join(server.folder, 'small')],
  ];
  execFileSync(command, words);
}

test('writes respond with 503 while the disk is full, leave no partial data, and succeed again when there is space', async () => {
  const server = await startOnSmallDisk();
  const store = await openStore(server.url('small'));
  onTestFinished(() => store.close());
  const desk = await TenantFixture.in(store);
  const write = (claim: { id: string; fingerprint: string; now: number }, externalId: string) =>
    desk.upsertStoring(
      claim,
      aCommand({ externalId, patch: { notes: randomBytes(10_000).toString('base64') } }),
      { status: 201, headers: {}, body: externalId },
    );
  const claims = Array.from({ length: 2000 }, (_, number) => ({
    id: fresh(`${number}`),
    fingerprint: 'x',
    now: 1,
  }));
  let written = 0;
  let refusal: unknown;
  for (; refusal === undefined && written < claims.length; written += 1) {
    const claim = claims[written] as (typeof claims)[number];
    refusal = await write(claim, `${written}`).then(
      () => undefined,
      (error) => error,
    );
  }
  expect(refusal).toMatchObject({ code: 'unavailable' });
  written -= 1;
  expect((await desk.list({ limit: 1 })).total).toBe(written);
  const [{ sequence = 0 } = {}] = (await store.events.list(desk.tenant, { limit: 1 })).items;
  expect(sequence).toBe(written);

  makeRoom(server);
  const claim = claims[written] as (typeof claims)[number];
  expect(await store.responses.find(desk.tenant, claim)).toBeUndefined();
  expect(await write(claim, `${written}`)).toBe('created');
  expect((await desk.list({ limit: 1 })).total).toBe(written + 1);
});
