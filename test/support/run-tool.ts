import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ToolOptions {
  readonly cwd?: string;
  /** What it finds in the environment beside ours. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ToolEnded {
  /** Null when a signal ended it. */
  readonly code: number | null;
  /** Standard output and standard error, as they came. */
  readonly output: string;
}

/** Runs a tool of somebody else's to its end, found as `make` finds it. */
export async function runTool(
  command: string,
  args: readonly string[],
  { cwd, env = {} }: ToolOptions = {},
): Promise<ToolEnded> {
  const child = spawn(command, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  await once(child, 'close');
  return { code: child.exitCode, output };
}
