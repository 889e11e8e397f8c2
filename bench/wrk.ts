import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

export interface Load {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Writes a wrk script that sends one request. Only the body may contain quotes. */
export function writeWrkScript(file: string, { method, path, headers, body }: Load): void {
  const lines = [
    `wrk.method = "${method}"`,
    `wrk.path = "${path}"`,
    ...Object.entries(headers).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`),
    ...(body === undefined ? [] : [`wrk.body = [[${body}]]`]),
  ];
  writeFileSync(file, lines.join('\n'));
}

/**
 * Runs wrk, which repeats a request over 16 keep-alive connections.
 *
 * @returns requests per second.
 * @throws Error if a response was not a success.
 */
export function runWrk(url: string, script: string, seconds: number): number {
  const options = ['--threads', '1', '--connections', '16', '--duration', `${seconds}s`, '--script', script];
  const output = execFileSync('wrk', [...options, url], { encoding: 'utf8' });
  if (/Non-2xx|Socket errors/.test(output)) throw new Error(output);
  return Number(/^Requests\/sec:\s+([\d.]+)/m.exec(output)?.[1]);
}
