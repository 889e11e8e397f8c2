import type * as testing from './index.js' with { 'resolution-mode': 'import' };

export type {
  FixtureCustomer,
  Fixtures,
  KeyOptions,
  MockServer,
  MockServerOptions,
  MovableClock,
  Server,
  ServerOptions,
} from './index.js' with { 'resolution-mode': 'import' };
export declare const startMock: typeof testing.startMock;
export declare const startServer: typeof testing.startServer;
