import { Command, Option } from 'commander';
import { type RotationRefusal, revokeKey, rotateKey } from '../../domain/keys/api-keys.ts';
import { makeSecret } from '../../domain/keys/key-gate.ts';
import { MODES, type Mode } from '../../domain/tenant.ts';
import { usageError } from '../cli-error.ts';
import { commandLineUser, databaseOption, limitOption, option } from '../config/environment.ts';
import { parseCidrs, parseDuration, parseExpiry, parseName, parseScopes } from '../parse.ts';
import { refuseUnknownScopes } from '../refuse-unknown-scopes.ts';
import { print, printError } from '../terminal.ts';
import { withExistingStore, withStore } from '../with-store.ts';
import { createKey, ensureFirstMerchant, findMerchant } from './issue-key.ts';
import { showKeyJson, showKeyTable } from './show-keys.ts';

export function keysCommand(): Command {
  return new Command('keys')
    .description('create, list, rotate and revoke API keys')
    .addCommand(create())
    .addCommand(list())
    .addCommand(rotate())
    .addCommand(revoke())
    .addCommand(generate());
}

function jsonOption(): Option {
  return new Option('--json', 'print JSON');
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
    .description('create an API key and print it; the key cannot be shown again')
    .addOption(databaseOption())
    .addOption(
      option('--mode <mode>', 'the data that the key gives access to')
        .choices([...MODES])
        .makeOptionMandatory(),
    )
    .addOption(
      option('--name <text>', 'name of the key, 1 to 255 characters')
        .argParser(parseName)
        .makeOptionMandatory(),
    )
    .addOption(
      option(
        '--merchant <id or name>',
        'merchant that the key belongs to (default: the first one, created if there is none)',
      ),
    )
    .addOption(
      limitOption(
        '--scopes <list>',
        'scopes of the key, such as customers:read,invoices:*; repeatable (default: *, every operation)',
      ).argParser(parseScopes),
    )
    .addOption(
      limitOption(
        '--cidr <range>',
        'IP addresses that may use the key, such as 192.0.2.0/24; an IPv6 range contains no IPv4 address; repeatable (default: any address)',
      ).argParser(parseCidrs),
    )
    .addOption(
      limitOption(
        '--expires <when>',
        'expiry of the key: a duration such as 30d, or a date (UTC) such as 2027-01-31 (default: never)',
      ).argParser(parseExpiry),
    )
    .addOption(jsonOption())
    .action((options: CreateOptions) => {
      refuseUnknownScopes(options.scopes ?? []);
      return withStore(options.database, async (store) => {
        const merchant =
          options.merchant === undefined
            ? await ensureFirstMerchant(store)
            : await findMerchant(store, options.merchant);
        const request = {
          merchantId: merchant.id,
          mode: options.mode,
          name: options.name,
          scopes: options.scopes,
          cidrs: options.cidr,
          expiresAt: options.expires,
        };
        const { key, secret } = await createKey(store, request, { by: commandLineUser() });
        print(options.json ? JSON.stringify({ key: secret, ...showKeyJson(key) }) : secret);
      });
    });
}

function list(): Command {
  return new Command('list')
    .description('list all API keys, without their secrets')
    .addOption(databaseOption())
    .addOption(jsonOption())
    .action((options: { database: string; json?: true }) =>
      withExistingStore(options.database, async (store) => {
        const keys = await store.keys.list();
        if (options.json) print(JSON.stringify(keys.map(showKeyJson)));
        else if (keys.length === 0) printError('There are no API keys yet; upsertd keys create creates one.');
        else print(showKeyTable(keys, await store.merchants.list(), Date.now()));
      }),
    );
}

function rotate(): Command {
  return new Command('rotate')
    .description('replace the secret of an API key and print the new one')
    .argument('<id>', 'id of the key, see upsertd keys list')
    .addOption(databaseOption())
    .addOption(
      option('--overlap <duration>', 'for how long the old secret stays valid, such as 15m or 24h')
        .argParser(parseDuration)
        .default(0, '0s'),
    )
    .addOption(jsonOption())
    .action((id: string, options: { database: string; overlap: number; json?: true }) =>
      withExistingStore(options.database, async (store) => {
        const rotated = await rotateKey(store, id.toLowerCase(), {
          now: Date.now(),
          overlapMs: options.overlap,
        });
        if ('refused' in rotated) throw rotationError(id, rotated.refused);
        const { key, secret } = rotated;
        print(options.json ? JSON.stringify({ key: secret, ...showKeyJson(key) }) : secret);
      }),
    );
}

function revoke(): Command {
  return new Command('revoke')
    .description('permanently revoke an API key; running servers reject it within a second')
    .argument('<id>', 'id of the key, see upsertd keys list')
    .addOption(databaseOption())
    .action((id: string, options: { database: string }) =>
      withExistingStore(options.database, async (store) => {
        const by = commandLineUser();
        if (!(await revokeKey(store, id.toLowerCase(), { now: Date.now(), by }))) throw unknownKey(id);
        print(`Revoked ${id.toLowerCase()}.`);
      }),
    );
}

function generate(): Command {
  return new Command('generate')
    .description(
      'print a new sandbox key without storing it; a server that has it in UPSERTD_SANDBOX_KEY accepts it',
    )
    .action(() => print(makeSecret('sandbox')));
}

function rotationError(id: string, refused: RotationRefusal) {
  if (refused === 'unknown') return unknownKey(id);
  return usageError(`The API key ${id} is ${refused}; create a new one with upsertd keys create.`);
}

function unknownKey(id: string) {
  return usageError(`No API key has the id ${id}; upsertd keys list shows all keys.`);
}
