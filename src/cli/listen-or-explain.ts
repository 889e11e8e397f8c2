import { type Listening, type ListenOptions, listen } from '../http/server/listen.ts';
import { CliError } from './cli-error.ts';
import { environment } from './config/environment.ts';

/** Listens on an address. @throws CliError if the address is unavailable; it names the options of the purpose. */
export async function listenOrExplain(
  app: Parameters<typeof listen>[0],
  options: ListenOptions,
  purpose: 'api' | 'metrics' = 'api',
): Promise<Listening> {
  const { host, port } = options;
  try {
    return await listen(app, options);
  } catch (error) {
    const { portHint } = environment();
    const names = purpose === 'api' && portHint ? { ...OPTIONS.api, port: portHint } : OPTIONS[purpose];
    const explained = explain((error as { code?: string }).code, host, port, names);
    throw explained ? new CliError(explained) : error;
  }
}

const OPTIONS = {
  api: { host: '--host', port: '--port' },
  metrics: { host: '--metrics-listen', port: '--metrics-listen' },
} as const;

function explain(
  code: string | undefined,
  host: string,
  port: number,
  options: Readonly<Record<'host' | 'port', string>>,
): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use; stop the program that uses it, or choose another port with ${options.port}.`;
    case 'EACCES':
      return `This user has no permission to use port ${port}; choose a port above 1023 with ${options.port}.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine; choose another with ${options.host}.`;
    default:
      return undefined;
  }
}
