import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ToolOptions {
  readonly cwd?: string;
  /** Additional environment variables. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ToolEnded {
  /** The exit code; null if a signal ended the tool. */
  readonly code: number | null;
  /** Standard output and standard error, in the order of their arrival. */
  readonly output: string;
}

/** Runs another program to its end. It is searched for on the path, like `make` does. */
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
