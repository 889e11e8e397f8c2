import { stat } from 'node:fs/promises';

/**
 * Starts the threads that Node reads files and compresses with. Node starts them at their first use, and aborts the
 * process if the operating system allows no thread by then.
 */
export async function startThreadPool(): Promise<void> {
  await stat(process.execPath);
}
