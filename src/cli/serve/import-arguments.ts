import { devNull } from 'node:os';
import type { TaskRequest } from '../../http/console/imports/task-runner.ts';

/** Returns the arguments of `upsertd import` for a task of the console. No argument contains the API key. */
export function importArguments({ task, file, settings, server, isResumed }: TaskRequest): string[] {
  const { source, options, mapping = { maps: [], skipped: [] } } = settings;
  const isDryRun = task === 'dry_run';
  return [
    'import',
    // An uploaded file may have the name of the configuration file, and that one may name any file to write.
    `--config=${devNull}`,
    `--source=${source}`,
    ...Object.entries(options).map(([name, value]) =>
      name === 'clear-empty' ? `--${name}` : `--${name}=${value}`,
    ),
    ...mapping.maps.map(({ field, column }) => `--map=${field}=${column}`),
    ...mapping.skipped.map((column) => `--skip=${column}`),
    ...(task === 'plan' ? ['--plan'] : ['--json', '--progress=json', '--yes']),
    ...(isDryRun ? ['--dry-run'] : []),
    ...(task === 'import' && isResumed ? ['--resume'] : []),
    ...(server ? [`--url=${server.url}`] : []),
    '--',
    file,
  ];
}
