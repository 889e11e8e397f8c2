import { Command } from 'commander';
import { withHeading } from './option-groups.ts';
import { type ServeOptions, serveOptions } from './serve-options.ts';

export function serveCommand(): Command {
  const command = new Command('serve')
    .description('serve the customer API from a database')
    .action(async (options: ServeOptions) => {
      // Loaded only here, because it takes several times as long to load as everything else.
      const { runServer } = await import('./run-server.ts');
      await runServer(options);
    });
  for (const one of serveOptions()) command.addOption(withHeading(one));
  return command;
}
