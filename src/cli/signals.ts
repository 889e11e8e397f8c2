const STOPPING = ['SIGTERM', 'SIGINT'] as const;

/** Resolves at the first SIGTERM or SIGINT; a second one, of either kind, ends the process as if nobody listened. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals) => {
      for (const name of STOPPING) process.off(name, stop);
      resolve(signal);
    };
    for (const name of STOPPING) process.on(name, stop);
  });
}

/**
 * Does work that a SIGTERM or SIGINT may stop. The work then tidies up, and the process ends as the signal would have
 * ended it.
 */
export async function untilDoneOrSignal<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  void untilSignal().then((name) => stop.abort(name));
  try {
    return await work(stop.signal);
  } finally {
    if (stop.signal.aborted) process.kill(process.pid, stop.signal.reason);
  }
}
