/**
 * Ends this process with SIGKILL unless it has ended by itself in time. A thread that waits for a disk delays even
 * `process.exit` without limit, because Node waits for its threads. Everything that was acknowledged is on the disk already.
 */
export function endHardAfter(milliseconds: number): void {
  setTimeout(endHard, milliseconds).unref();
}

export function endHard(): void {
  process.kill(process.pid, 'SIGKILL');
}
