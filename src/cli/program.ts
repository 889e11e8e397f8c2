import { Command, CommanderError, Option } from 'commander';
import { CliError } from './cli-error.ts';
import { configCommand } from './config/config-command.ts';
import { makeConfigurable, type ReadFile } from './config/configurable.ts';
import { commandLine, mayHaveConfigFile } from './config/environment.ts';
import { addExamples } from './examples.ts';
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
import { print, printFailure, watchOutput } from './terminal.ts';
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
    return reportFailure(error);
  }
}

function createProgram(readFile: ReadFile): Command {
  const program = new Command('upsertd')
    .description('The customer-sync API you can run anywhere.')
    .version(version(), '-v, --version', 'print the version')
    .addOption(new Option('-V', 'print the version').hideHelp())
    .on('option:V', () => endWithVersion())
    .showHelpAfterError('(add --help for a list of commands and options)')
    .configureOutput({ outputError: (text) => printFailure(text.replace(/^error: /, '').trimEnd()) })
    .exitOverride();
  for (const [heading, commands] of commandGroups()) {
    program.commandsGroup(heading);
    for (const command of commands) program.addCommand(command);
  }
  makeConfigurable(program, readFile);
  program.commandsGroup('Settings and help:');
  program.addCommand(configCommand(readFile)).addCommand(versionCommand());
  program.helpCommand('help [command]', 'show the help of a command');
  inheritSettings(program);
  addExamples(program);
  return program;
}

/** Returns the commands that a configuration file may configure, under the headings of the help. */
function commandGroups(): readonly (readonly [heading: string, commands: readonly Command[]])[] {
  return [
    ['Server:', [serveCommand(), keysCommand(), merchantsCommand()]],
    [
      'Data:',
      [
        importCommand(),
        pullCommand(),
        seedCommand(),
        backupCommand(),
        restoreCommand(),
        doctorCommand(),
        migrateCommand(),
      ],
    ],
    ['Development and tests:', [mockCommand(), verifyCommand(), proxyCommand()]],
  ];
}

function versionCommand(): Command {
  return new Command('version').description('print the version').action(endWithVersion);
}

/** Prints the version, and ends the command with success. */
function endWithVersion(): never {
  print(version());
  throw new CommanderError(0, 'commander.version', '');
}

/** Copies the settings of a command, such as its error output, to its subcommands. Commander does not do this itself. */
function inheritSettings(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inheritSettings(child);
  }
}

/** @returns the exit code. */
function reportFailure(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has already printed the message. Help and version succeed; any other error is a usage error.
    return error.exitCode === 0 ? 0 : 2;
  }
  printFailure((error as Error).message);
  return error instanceof CliError ? error.exitCode : 1;
}
