import { stat } from 'node:fs/promises';

/**
 * Starts the thread pool with which Node reads files and compresses data. Node starts it at its first use, and aborts the
 * process if the operating system then allows no new thread.
 */
export async function startThreadPool(): Promise<void> {
  await stat(process.execPath);
}
