import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { isSea } from 'node:sea';
import type { Readable } from 'node:stream';
import type {
  RunningTask,
  TaskEnd,
  TaskProgress,
  TaskRequest,
} from '../../http/console/imports/task-runner.ts';
import { commandLine, importEnvironment } from '../config/environment.ts';
import { importArguments } from './import-arguments.ts';

/** The longest JSON that an import may print, in characters. */
const MAX_OUTPUT = 16 * 1024 * 1024;
/** The number of messages that are kept, the last ones, and the longest message, in characters. */
const MAX_MESSAGES = 100;
const MAX_MESSAGE = 4000;
/** How long an import may take to end after a signal, before it is killed; milliseconds. */
const STOP_MS = 3000;

/**
 * Runs `upsertd import` as a process of its own, with a low priority. The API key is in its environment, where other
 * users cannot read it.
 */
export function runImportTask(request: TaskRequest): RunningTask {
  const [program = '', ...args] = ownProgram();
  const child = spawn(program, [...args, ...importArguments(request)], {
    cwd: request.folder,
    env: { ...importEnvironment(), ...(request.server && { UPSERTD_API_KEY: request.server.apiKey }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A Ctrl-C in the terminal of the server reaches only the server, which then stops the import.
    detached: true,
    windowsHide: true,
  });
  lowerPriority(child);
  let killer: NodeJS.Timeout | undefined;
  return {
    ended: endOf(child, request.onProgress ?? (() => {})).finally(() => clearTimeout(killer)),
    stop: () => {
      child.kill('SIGTERM');
      killer ??= setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    },
  };
}

/** Returns the command that starts this program again: the one-file executable, or Node with the script. */
function ownProgram(): string[] {
  const [, script = ''] = commandLine();
  return isSea() ? [process.execPath] : [process.execPath, ...process.execArgv, script];
}

function lowerPriority({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // The import may have ended already, or the system forbids it.
  }
}

async function endOf(child: ChildProcess, onProgress: (progress: TaskProgress) => void): Promise<TaskEnd> {
  const failure = new Promise<TaskEnd>((resolve) => {
    child.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve({ exitCode: null, output: undefined, messages: [`The import could not be started: ${code}.`] }),
    );
  });
  const { stdout, stderr } = child;
  // Without a free file descriptor, the process has no streams.
  if (!stdout || !stderr) return failure;
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  const whole = Promise.all([exited, readAtMost(stdout, MAX_OUTPUT), readMessages(stderr, onProgress)]);
  return Promise.race([
    failure,
    whole.then(([exitCode, output, messages]) => ({ exitCode, output: parse(output), messages })),
  ]);
}

async function readAtMost(stream: Readable, limit: number): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) if (text.length <= limit) text += chunk;
  return text.length > limit ? '' : text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads standard error: lines of JSON are the progress, and other lines are messages. */
async function readMessages(
  stream: Readable,
  onProgress: (progress: TaskProgress) => void,
): Promise<string[]> {
  const messages: string[] = [];
  const take = (line: string) => {
    const progress = line.startsWith('{') ? (parse(line) as TaskProgress | undefined) : undefined;
    if (progress) onProgress(progress);
    else if (line.trim() !== '') messages.push(line.replace(/^upsertd: /, '').slice(0, MAX_MESSAGE));
    if (messages.length > MAX_MESSAGES) messages.shift();
  };
  let rest = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, MAX_MESSAGE);
    for (const line of lines) take(line);
  }
  take(rest);
  return messages;
}
