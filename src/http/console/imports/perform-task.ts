import type { RequestListener } from 'node:http';
import type { ApiStore } from '../../../domain/store/store.ts';
import { type Listening, listen } from '../../server/listen.ts';
import { issueImportKey } from './import-key.ts';
import type { ImportTask, TaskEnd, TaskProgress, TaskRequest, TaskRunner } from './task-runner.ts';
import type { UploadedFile } from './uploaded-file.ts';
import type { Uploads } from './uploads.ts';

export interface TaskContext {
  readonly uploads: Uploads;
  readonly store: ApiStore;
  readonly runTask: TaskRunner;
  /** Serves the API. */
  readonly listener: RequestListener | undefined;
  /** Returns the time in UNIX milliseconds. */
  readonly clock: () => number;
  /** Returns a new UUID of version 7. */
  readonly newId: () => string;
}

/** The task that is running. */
export interface CurrentTask {
  readonly id: string;
  readonly task: ImportTask;
  progress: TaskProgress | undefined;
  isStopped: boolean;
  stop: () => void;
  ended: Promise<void>;
}

export interface TaskStart {
  readonly isResumed?: boolean;
  /** The changes of the uploaded file before the task begins. */
  readonly change?: Partial<UploadedFile>;
}

const CANCELLED: TaskEnd = {
  exitCode: null,
  output: undefined,
  messages: ['The import was cancelled before its first row.'],
};

/** Runs a task to its end. A task that needs the API reaches it on a port and with a key of its own. */
export async function performTask(
  context: TaskContext,
  current: CurrentTask,
  { isResumed = false, change = {} }: TaskStart,
): Promise<TaskEnd> {
  const { id, task } = current;
  const upload = await context.uploads.update(id, { ...change, task });
  if (current.isStopped) return CANCELLED;
  if (task === 'plan') return run(context, current, upload, {});
  const port = await openPort(context, isResumed ? upload.port : 0);
  try {
    const apiKey = await issueKey(context, upload, port);
    if (current.isStopped) return CANCELLED;
    // At another address, the import would refuse to resume. To start again is safe: rows that exist are unchanged.
    const resumes = isResumed && port.url.endsWith(`:${upload.port}`);
    return await run(context, current, upload, { server: { url: port.url, apiKey }, isResumed: resumes });
  } finally {
    await port.drain(0);
  }
}

function run(
  { uploads, runTask }: TaskContext,
  current: CurrentTask,
  { id, name, settings }: UploadedFile,
  reached: Pick<TaskRequest, 'server' | 'isResumed'>,
): Promise<TaskEnd> {
  const running = runTask({
    task: current.task,
    folder: uploads.folder.filesOf(id),
    file: name,
    settings,
    ...reached,
    onProgress: (progress) => {
      current.progress = progress;
    },
  });
  current.stop = () => running.stop();
  return running.ended;
}

/** Opens a port of this machine for the import, whatever the address and the certificate of the server are. */
async function openPort({ listener }: TaskContext, port = 0): Promise<Listening> {
  if (!listener) throw new Error('The server has not started.');
  const open = (wanted: number) => listen(listener, { host: '127.0.0.1', port: wanted });
  return port === 0 ? open(0) : open(port).catch(() => open(0));
}

async function issueKey(
  { uploads, store, clock, newId }: TaskContext,
  { id, tenant }: UploadedFile,
  { url }: Listening,
): Promise<string> {
  // The id is stored first, so that the next start can revoke the key after a crash.
  const keyId = newId();
  await uploads.update(id, { keyId, port: Number(new URL(url).port) });
  return issueImportKey(store, { ...tenant, id: keyId, now: clock() });
}
