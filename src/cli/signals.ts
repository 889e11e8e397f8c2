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
