import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Platform } from './platform.ts';

export interface Parts {
  readonly target: Platform;
  /** The path of Node for the target. Its version must be that of the running Node. */
  readonly node: string;
  readonly code: string;
  /** The path of each asset by its name. */
  readonly assets: Readonly<Record<string, string>>;
}

/** The marker by which Node detects that it contains a program. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/**
 * Creates an executable: a copy of Node with a program and its assets.
 *
 * @param workFolder an empty folder for intermediate files.
 */
export function makeExecutable(parts: Parts, out: string, workFolder: string): void {
  const { target, node } = parts;
  const blob = makeBlob(parts, workFolder);
  const isMac = target.startsWith('darwin');
  copyFileSync(node, out);
  chmodSync(out, 0o755);
  // Strip before the injection: afterwards, strip would remove the injected program.
  if (target.startsWith('linux')) run('strip', ['--strip-all', out]);
  if (isMac) run('codesign', ['--remove-signature', out]);
  const segment = isMac ? ['--macho-segment-name', 'NODE_SEA'] : [];
  run('postject', [out, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', FUSE, ...segment]);
  if (isMac) run('codesign', ['--sign', '-', out]);
}

function makeBlob({ code, assets }: Parts, workFolder: string): string {
  const config = {
    // A name without a folder, because the path becomes part of the program.
    main: 'main.cjs',
    output: 'program.blob',
    assets,
    disableExperimentalSEAWarning: true,
    // A dependency of Prism uses url.parse.
    execArgv: ['--no-deprecation'],
    execArgvExtension: 'env',
  };
  writeFileSync(join(workFolder, config.main), code);
  writeFileSync(join(workFolder, 'sea.json'), JSON.stringify(config));
  run(process.execPath, ['--experimental-sea-config', 'sea.json'], workFolder);
  return join(workFolder, config.output);
}

/** Runs a command. It shows the output only if the command fails, since these tools print harmless warnings. */
function run(command: string, args: readonly string[], cwd?: string): void {
  execFileSync(command, args, { cwd, stdio: 'pipe' });
}
