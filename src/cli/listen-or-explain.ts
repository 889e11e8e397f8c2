import { type Listening, type ListenOptions, listen } from '../http/server/listen.ts';
import { CliError } from './cli-error.ts';

/** Listens on an address. @throws CliError if the address is unavailable. */
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
      return `Port ${port} is in use; stop the program that uses it, or choose another port with --port.`;
    case 'EACCES':
      return `This user has no permission to use port ${port}; choose a port above 1023 with --port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine; choose another with --host.`;
    default:
      return undefined;
  }
}
