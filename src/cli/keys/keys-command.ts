import { Command, Option } from 'commander';
import { type ApiKey, hashSecret, keyState, makeSecret } from '../../domain/api-key.ts';
import { showMillis } from '../../domain/instant.ts';
import { type Merchant, MODES, type Mode } from '../../domain/tenant.ts';
import { usageError } from '../cli-error.ts';
import { databaseOption, option } from '../config/environment.ts';
import { parseCidrs, parseDuration, parseExpiry, parseName, parseScopes } from '../parse.ts';
import { refuseUnknownScopes } from '../refuse-unknown-scopes.ts';
import { showTable } from '../table.ts';
import { print, printError } from '../terminal.ts';
import { withExistingStore, withStore } from '../with-store.ts';
import { ensureFirstMerchant, findMerchant, issueKey } from './issue-key.ts';

export function keysCommand(): Command {
  return new Command('keys')
    .description('make, list, rotate and revoke API keys')
    .addCommand(create())
    .addCommand(list())
    .addCommand(rotate())
    .addCommand(revoke())
    .addCommand(generate());
}

function jsonOption(): Option {
  return new Option('--json', 'print JSON for machines');
}

interface CreateOptions {
  database: string;
  mode: Mode;
  name: string;
  merchant?: string;
  scopes?: string[];
  cidr?: string[];
  expires?: number;
  json?: true;
}

function create(): Command {
  return new Command('create')
    .description('make a key and print it; it cannot be shown again')
    .addOption(databaseOption())
    .addOption(
      option('--mode <mode>', 'which data the key opens')
        .choices([...MODES])
        .makeOptionMandatory(),
    )
    .addOption(option('--name <text>', 'what the key is for').argParser(parseName).makeOptionMandatory())
    .addOption(option('--merchant <id or name>', 'whose key it is; the first merchant unless given'))
    .addOption(
      option(
        '--scopes <list>',
        'operations that the key allows, such as customers:read or customers:*; repeat for more (default: *, every operation)',
      ).argParser(parseScopes),
    )
    .addOption(
      option('--cidr <range>', 'the addresses it may be used from; repeat for more').argParser(parseCidrs),
    )
    .addOption(option('--expires <when>', 'a duration such as 30d, or a date').argParser(parseExpiry))
    .addOption(jsonOption())
    .action((options: CreateOptions) => {
      refuseUnknownScopes(options.scopes ?? []);
      return withStore(options.database, async (store) => {
        const merchant =
          options.merchant === undefined
            ? await ensureFirstMerchant(store)
            : await findMerchant(store, options.merchant);
        const { key, secret } = await issueKey(store, {
          merchantId: merchant.id,
          mode: options.mode,
          name: options.name,
          scopes: options.scopes,
          cidrs: options.cidr,
          expiresAt: options.expires,
        });
        print(options.json ? JSON.stringify({ key: secret, ...describe(key) }) : secret);
      });
    });
}

function list(): Command {
  return new Command('list')
    .description('show the keys there are, without their secrets')
    .addOption(databaseOption())
    .addOption(jsonOption())
    .action((options: { database: string; json?: true }) =>
      withExistingStore(options.database, async (store) => {
        const keys = await store.keys.list();
        if (options.json) print(JSON.stringify(keys.map(describe)));
        else if (keys.length === 0) printError('There are no keys yet; upsertd keys create makes one.');
        else print(keyTable(keys, await store.merchants.list(), Date.now()));
      }),
    );
}

function rotate(): Command {
  return new Command('rotate')
    .description('give a key a new secret and print it')
    .argument('<id>', 'the id of the key, from keys list')
    .addOption(databaseOption())
    .addOption(
      option('--overlap <duration>', 'how long the old secret goes on working')
        .argParser(parseDuration)
        .default(0, '0s'),
    )
    .addOption(jsonOption())
    .action((id: string, options: { database: string; overlap: number; json?: true }) =>
      withExistingStore(options.database, async (store) => {
        const now = Date.now();
        const key = await store.keys.get(id);
        if (!key) throw unknownKey(id);
        // Rotation gives a new secret and no new life, so the secret would never work.
        if (keyState(key, now) !== 'active') throw ended(key, now);
        const secret = makeSecret(key.mode);
        await store.keys.rotate(id, hashSecret(secret), now + options.overlap);
        print(options.json ? JSON.stringify({ key: secret, ...describe(key) }) : secret);
      }),
    );
}

function revoke(): Command {
  return new Command('revoke')
    .description('end a key for good; a running server refuses it at once')
    .argument('<id>', 'the id of the key, from keys list')
    .addOption(databaseOption())
    .action((id: string, options: { database: string }) =>
      withExistingStore(options.database, async (store) => {
        if (!(await store.keys.revoke(id, Date.now()))) throw unknownKey(id);
        print(`Revoked ${id}.`);
      }),
    );
}

function generate(): Command {
  return new Command('generate')
    .description('print a new sandbox key without storing it, to be planted by UPSERTD_SANDBOX_KEY')
    .action(() => print(makeSecret('sandbox')));
}

function keyTable(keys: readonly ApiKey[], merchants: readonly Merchant[], now: number): string {
  const nameOf = new Map(merchants.map(({ id, name }) => [id, name]));
  const rows = keys.map((key) => [
    key.id,
    key.name,
    nameOf.get(key.merchantId) ?? key.merchantId,
    key.mode,
    key.scopes.join(' '),
    key.cidrs.join(' ') || 'any',
    showDay(key.createdAt),
    key.lastUsedAt === undefined ? 'never' : showDay(key.lastUsedAt),
    showState(key, now),
  ]);
  return showTable(
    ['ID', 'NAME', 'MERCHANT', 'MODE', 'SCOPES', 'ADDRESSES', 'CREATED', 'LAST USED', 'STATE'],
    rows,
  );
}

function showState(key: ApiKey, now: number): string {
  const state = keyState(key, now);
  return state === 'active' && key.expiresAt !== undefined ? `until ${showDay(key.expiresAt)}` : state;
}

function showDay(millis: number): string {
  return showMillis(millis).slice(0, 10);
}

/** What may be shown of a key. */
function describe(key: ApiKey) {
  const time = (millis: number | undefined) => (millis === undefined ? null : showMillis(millis));
  return {
    id: key.id,
    name: key.name,
    mode: key.mode,
    merchant_id: key.merchantId,
    scopes: key.scopes,
    cidrs: key.cidrs,
    created_at: time(key.createdAt),
    expires_at: time(key.expiresAt),
    last_used_at: time(key.lastUsedAt),
    revoked_at: time(key.revokedAt),
  };
}

function ended(key: ApiKey, now: number) {
  return usageError(`The key ${key.id} is ${keyState(key, now)}; make a new one with upsertd keys create.`);
}

function unknownKey(id: string) {
  return usageError(`There is no key ${id}; upsertd keys list shows those there are.`);
}
