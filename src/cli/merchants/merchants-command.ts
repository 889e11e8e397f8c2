import { Command } from 'commander';
import { showMillis } from '../../domain/instant.ts';
import type { Merchant } from '../../domain/tenant.ts';
import { databaseOption, option } from '../config/environment.ts';
import { createMerchant } from '../keys/issue-key.ts';
import { parseName } from '../parse.ts';
import { showTable } from '../table.ts';
import { print, printError } from '../terminal.ts';
import { withExistingStore, withStore } from '../with-store.ts';

export function merchantsCommand(): Command {
  return new Command('merchants')
    .description('create and list merchants; the data of each merchant is isolated from that of others')
    .addCommand(create())
    .addCommand(list());
}

function create(): Command {
  return new Command('create')
    .description('create a merchant and print its id')
    .addOption(databaseOption())
    .addOption(
      option('--name <text>', 'name of the merchant, 1 to 255 characters')
        .argParser(parseName)
        .makeOptionMandatory(),
    )
    .option('--json', 'print JSON')
    .action((options: { database: string; name: string; json?: true }) =>
      withStore(options.database, async (store) => {
        const merchant = await createMerchant(store, options.name);
        print(options.json ? JSON.stringify(describe(merchant)) : merchant.id);
      }),
    );
}

function list(): Command {
  return new Command('list')
    .description('list all merchants')
    .addOption(databaseOption())
    .option('--json', 'print JSON')
    .action((options: { database: string; json?: true }) =>
      withExistingStore(options.database, async (store) => {
        const merchants = (await store.merchants.list()).map(describe);
        if (options.json) print(JSON.stringify(merchants));
        else if (merchants.length === 0)
          printError('There are no merchants yet; upsertd merchants create creates one.');
        else {
          const rows = merchants.map(({ id, name, created_at }) => [id, name, created_at.slice(0, 10)]);
          print(showTable(['ID', 'NAME', 'CREATED'], rows));
        }
      }),
    );
}

function describe({ id, name, createdAt }: Merchant) {
  return { id, name, created_at: showMillis(createdAt) };
}
