/** The published exports of `upsertd/testing`. No other folder imports this file. */
export type { FixtureCustomer, Fixtures } from '../cli/seed/fixtures.ts';
export type { MovableClock } from './movable-clock.ts';
export { type MockServer, type MockServerOptions, startMock } from './start-mock.ts';
export { type KeyOptions, type Server, type ServerOptions, startServer } from './start-server.ts';
