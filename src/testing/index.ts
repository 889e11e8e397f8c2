/** The published exports of `upsertd/testing`. No other folder imports this file. */
import { refuseOldNode } from '../cli/node-version.ts';
import type { MockServer, MockServerOptions } from './start-mock.ts';
import type { Server, ServerOptions } from './start-server.ts';

export type { FixtureCustomer, Fixtures } from '../cli/seed/fixtures.ts';
export type { MovableClock } from './movable-clock.ts';
export type { MockServer, MockServerOptions } from './start-mock.ts';
export type { KeyOptions, Server, ServerOptions } from './start-server.ts';

/** Starts the mock in this process, on a free port of this machine. @throws Error if Node is older than 22. */
async function startMockIfSupported(options?: MockServerOptions): Promise<MockServer> {
  checkNode();
  return (await import('./start-mock.ts')).startMock(options);
}

/**
 * Starts the server in this process, on a free port of this machine.
 *
 * @throws TypeError if the key is not a sandbox key; Error if the file exists already, or if Node is older than 22.
 */
async function startServerIfSupported(options?: ServerOptions): Promise<Server> {
  checkNode();
  return (await import('./start-server.ts')).startServer(options);
}

export { startMockIfSupported as startMock, startServerIfSupported as startServer };

/** The server itself is loaded only after this check, because an older Node cannot load it. */
function checkNode(): void {
  const refusal = refuseOldNode(process.versions.node, 'upsertd/testing');
  if (refusal !== undefined) throw new Error(refusal);
}
