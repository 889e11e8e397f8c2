import { type Listening, type ListenOptions, listen } from '../http/server/listen.ts';
import { CliError } from './cli-error.ts';

/** @throws Failure in one sentence when the address cannot be listened on. */
export async function listenOrExplain(
  app: Parameters<typeof listen>[0],
  options: ListenOptions,
): Promise<Listening> {
  const { host, port } = options;
  try {
    return await listen(app, options);
  } catch (error) {
    const explained = explain((error as { code?: string }).code, host, port);
    throw explained ? new CliError(explained) : error;
  }
}

function explain(code: string | undefined, host: string, port: number): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is busy; stop what uses it, or choose another with --port.`;
    case 'EACCES':
      return `Port ${port} may not be used by this user; choose one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine.`;
    default:
      return undefined;
  }
}
