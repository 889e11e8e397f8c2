import { Command, CommanderError } from 'commander';
import { UnusableStore } from '../domain/unusable-store.ts';
import { backupCommand, restoreCommand } from './commands/backup.ts';
import { doctorCommand } from './commands/doctor.ts';
import { importCommand } from './commands/import.ts';
import { keysCommand } from './commands/keys.ts';
import { merchantsCommand } from './commands/merchants.ts';
import { mockCommand } from './commands/mock.ts';
import { proxyCommand } from './commands/proxy.ts';
import { seedCommand } from './commands/seed.ts';
import { serveCommand } from './commands/serve.ts';
import { commandLine } from './config.ts';
import { Failure } from './failure.ts';
import { complain, tolerateClosedOutput } from './terminal.ts';
import { version } from './version.ts';

/** Runs the command line and says how the process should end: 0 done, 1 failed, 2 asked for wrongly. */
export async function run(): Promise<number> {
  tolerateClosedOutput();
  const program = createProgram();
  try {
    await program.parseAsync(commandLine());
    return 0;
  } catch (error) {
    return explain(error);
  }
}

function createProgram(): Command {
  const program = new Command('upsertd')
    .description('The customer-sync API you can run anywhere.')
    .version(version())
    .showHelpAfterError('(add --help to see what is possible)')
    .exitOverride();
  const commands = [
    serveCommand(),
    importCommand(),
    seedCommand(),
    keysCommand(),
    merchantsCommand(),
    mockCommand(),
    proxyCommand(),
    backupCommand(),
    restoreCommand(),
    doctorCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  passOn(program);
  return program;
}

/** Commands made elsewhere do not take over how errors are told. */
function passOn(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    passOn(child);
  }
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has told it already; help and version end well, anything else was asked for wrongly.
    return error.exitCode === 0 ? 0 : 2;
  }
  if (error instanceof Failure || error instanceof UnusableStore) {
    complain(`upsertd: ${error.message}`);
    return error instanceof Failure ? error.exitCode : 1;
  }
  complain(`upsertd: ${(error as Error).message}`);
  return 1;
}
