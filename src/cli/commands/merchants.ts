import { Command } from 'commander';
import { showMillis } from '../../domain/instant.ts';
import type { Merchant } from '../../domain/tenant.ts';
import { databaseOption, option } from '../config.ts';
import { createMerchant } from '../issue-key.ts';
import { print } from '../terminal.ts';
import { withStore } from './with-store.ts';

export function merchantsCommand(): Command {
  return new Command('merchants')
    .description('make and list merchants; the data of two never meets')
    .addCommand(create())
    .addCommand(list());
}

function create(): Command {
  return new Command('create')
    .description('make a merchant and print its id')
    .addOption(databaseOption())
    .addOption(option('--name <text>', 'what it is called').makeOptionMandatory())
    .option('--json', 'print JSON for machines')
    .action((options: { database: string; name: string; json?: true }) =>
      withStore(options.database, async (store) => {
        const merchant = await createMerchant(store, options.name);
        print(options.json ? JSON.stringify(describe(merchant)) : merchant.id);
      }),
    );
}

function list(): Command {
  return new Command('list')
    .description('show the merchants there are')
    .addOption(databaseOption())
    .option('--json', 'print JSON for machines')
    .action((options: { database: string; json?: true }) =>
      withStore(options.database, async (store) => {
        const merchants = (await store.merchants.list()).map(describe);
        if (options.json) print(JSON.stringify(merchants));
        else for (const { id, name, created_at } of merchants) print(`${id}  ${created_at}  ${name}`);
      }),
    );
}

function describe({ id, name, createdAt }: Merchant) {
  return { id, name, created_at: showMillis(createdAt) };
}
