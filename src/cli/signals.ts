const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Resolves at the first SIGTERM or SIGINT. A second signal of either kind ends the process by default. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals) => {
      for (const name of STOP_SIGNALS) process.off(name, stop);
      resolve(signal);
    };
    for (const name of STOP_SIGNALS) process.on(name, stop);
  });
}

/**
 * Runs work that SIGTERM or SIGINT aborts. After the work has cleaned up, the process ends by the same signal.
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
