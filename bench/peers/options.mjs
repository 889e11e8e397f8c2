import { parseArgs } from 'node:util';

/** What a peer is started with. */
export function options() {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '0' }, database: { type: 'string', default: ':memory:' } },
  });
  return { ...values, port: Number(values.port) };
}
