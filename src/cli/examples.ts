import type { Command } from 'commander';

/** Command lines that the help of each command shows, by the words of the command. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  upsertd: ['upsertd serve', 'upsertd mock --dynamic', 'upsertd verify http://127.0.0.1:4000 --api-key KEY'],
  'upsertd serve': [
    'upsertd serve --port 5000 --database sqlite:./clinic.db',
    'upsertd serve --database postgres://upsertd@127.0.0.1/upsertd',
    'upsertd serve --host 0.0.0.0 --tls-cert fullchain.pem --tls-key privkey.pem',
  ],
  'upsertd mock': ['upsertd mock --port 4010 --dynamic'],
  'upsertd proxy': ['upsertd proxy http://127.0.0.1:4000 --coverage coverage.json --fail-under 80'],
  'upsertd verify': ['upsertd verify http://127.0.0.1:4000 --api-key KEY'],
  'upsertd import': [
    'upsertd import customers.csv --source crm --dry-run',
    'upsertd import customers.csv --source crm --map external_id="Customer Id"',
  ],
  'upsertd seed': ['upsertd seed clinic', 'upsertd seed fixtures.yaml --merchant "My merchant"'],
  'upsertd keys create': [
    'upsertd keys create --mode sandbox --name "my integration"',
    'upsertd keys create --mode live --name "clinic sync" --scopes customers:write --cidr 192.0.2.0/24 --expires 90d',
  ],
  'upsertd keys rotate': ['upsertd keys rotate ID --overlap 24h'],
  'upsertd keys revoke': ['upsertd keys revoke ID'],
  'upsertd merchants create': ['upsertd merchants create --name "North clinic"'],
  'upsertd backup': ['upsertd backup ./upsertd-backup.db'],
  'upsertd restore': ['upsertd restore ./upsertd-backup.db --force'],
  'upsertd doctor': ['upsertd doctor --json'],
  'upsertd migrate': ['upsertd migrate --from sqlite:./upsertd.db --to postgres://upsertd@127.0.0.1/upsertd'],
  'upsertd config': ['upsertd config serve --port 5000'],
};

/** Adds the examples to the help of a command and of its subcommands. */
export function addExamples(command: Command, parents: readonly string[] = []): void {
  const words = [...parents, command.name()];
  const examples = EXAMPLES[words.join(' ')] ?? [];
  if (examples.length > 0) {
    const heading = examples.length === 1 ? 'Example:' : 'Examples:';
    command.addHelpText('after', ['', heading, ...examples.map((line) => `  $ ${line}`)].join('\n'));
  }
  for (const child of command.commands) addExamples(child, words);
}
