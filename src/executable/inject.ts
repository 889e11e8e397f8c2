import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Platform } from './platform.ts';

export interface Parts {
  readonly target: Platform;
  /** The Node for that target; its version must be the one that runs this. */
  readonly node: string;
  readonly code: string;
  /** From name to file. */
  readonly assets: Readonly<Record<string, string>>;
}

/** By this Node finds out that there is a program in it. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/**
 * Puts a program and its assets into a copy of Node.
 *
 * @param workshop an empty folder for what is made on the way.
 */
export function makeExecutable(parts: Parts, out: string, workshop: string): void {
  const { target, node } = parts;
  const blob = makeBlob(parts, workshop);
  const isMac = target.startsWith('darwin');
  copyFileSync(node, out);
  chmodSync(out, 0o755);
  // Before the injection: afterwards it would take out what was put in.
  if (target.startsWith('linux')) run('strip', ['--strip-all', out]);
  if (isMac) run('codesign', ['--remove-signature', out]);
  const segment = isMac ? ['--macho-segment-name', 'NODE_SEA'] : [];
  run('postject', [out, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', FUSE, ...segment]);
  if (isMac) run('codesign', ['--sign', '-', out]);
}

function makeBlob({ code, assets }: Parts, workshop: string): string {
  const config = {
    // By its name alone, because the path becomes part of the program.
    main: 'main.cjs',
    output: 'program.blob',
    assets,
    disableExperimentalSEAWarning: true,
    // What Prism brings along still uses url.parse.
    execArgv: ['--no-deprecation'],
    execArgvExtension: 'env',
  };
  writeFileSync(join(workshop, config.main), code);
  writeFileSync(join(workshop, 'sea.json'), JSON.stringify(config));
  run(process.execPath, ['--experimental-sea-config', 'sea.json'], workshop);
  return join(workshop, config.output);
}

/** What it says is shown only when it fails; they warn of what is no harm. */
function run(command: string, args: readonly string[], cwd?: string): void {
  execFileSync(command, args, { cwd, stdio: 'pipe' });
}
