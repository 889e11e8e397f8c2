import { Command, CommanderError } from 'commander';
import { DatabaseOpenError } from '../domain/database-open-error.ts';
import { CliError } from './cli-error.ts';
import { configCommand } from './config/config-command.ts';
import { makeConfigurable, type ReadFile } from './config/configurable.ts';
import { commandLine, mayHaveConfigFile } from './config/environment.ts';
import { importCommand } from './import/import-command.ts';
import { keysCommand } from './keys/keys-command.ts';
import { backupCommand, restoreCommand } from './maintenance/backup-command.ts';
import { doctorCommand } from './maintenance/doctor-command.ts';
import { merchantsCommand } from './merchants/merchants-command.ts';
import { migrateCommand } from './migrate/migrate-command.ts';
import { mockCommand } from './mock/mock-command.ts';
import { proxyCommand } from './proxy/proxy-command.ts';
import { pullCommand } from './pull/pull-command.ts';
import { seedCommand } from './seed/seed-command.ts';
import { serveCommand } from './serve/serve-command.ts';
import { printError, watchOutput } from './terminal.ts';
import { verifyCommand } from './verify/verify-command.ts';
import { version } from './version.ts';

/** Runs the command line. @returns the exit code: 0 for success, 1 for a failure, 2 for wrong options or arguments, 3 for a failed source. */
export async function run(): Promise<number> {
  watchOutput();
  const readFile: ReadFile = mayHaveConfigFile()
    ? (await import('./config/config-file.ts')).readConfigFile
    : () => new Map();
  const program = createProgram(readFile);
  try {
    await program.parseAsync(commandLine());
    return 0;
  } catch (error) {
    return printFailure(error);
  }
}

function createProgram(readFile: ReadFile): Command {
  const program = new Command('upsertd')
    .description('The customer-sync API you can run anywhere.')
    .version(version())
    .showHelpAfterError('(add --help for a list of commands and options)')
    .exitOverride();
  const commands = [
    serveCommand(),
    importCommand(),
    pullCommand(),
    seedCommand(),
    keysCommand(),
    merchantsCommand(),
    mockCommand(),
    proxyCommand(),
    verifyCommand(),
    backupCommand(),
    restoreCommand(),
    doctorCommand(),
    migrateCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  makeConfigurable(program, readFile);
  program.addCommand(configCommand(readFile));
  inheritSettings(program);
  return program;
}

/** Copies the settings of a command, such as its error output, to its subcommands. Commander does not do this itself. */
function inheritSettings(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inheritSettings(child);
  }
}

function printFailure(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has already printed the message. Help and version succeed; any other error is a usage error.
    return error.exitCode === 0 ? 0 : 2;
  }
  if (error instanceof CliError || error instanceof DatabaseOpenError) {
    printError(`upsertd: ${error.message}`);
    return error instanceof CliError ? error.exitCode : 1;
  }
  printError(`upsertd: ${(error as Error).message}`);
  return 1;
}
