import { parseArgs } from 'node:util';

/** Reads the command-line options of a peer. */
export function options() {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '0' }, database: { type: 'string', default: ':memory:' } },
  });
  return { ...values, port: Number(values.port) };
}
