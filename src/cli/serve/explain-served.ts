import { DatabaseServedError } from '../../domain/store/database-open-error.ts';
import { CliError } from '../cli-error.ts';
import { environment } from '../config/environment.ts';

/**
 * Adds to the error of a database that is served already how to start a second server, which needs a port of its own too.
 *
 * @throws the error.
 */
export function explainServed(error: unknown): never {
  if (!(error instanceof DatabaseServedError)) throw error;
  const { portHint } = environment();
  const second = portHint
    ? `UPSERTD_DATABASE=sqlite:second.db ${portHint}`
    : '--database sqlite:second.db --port 5000';
  throw new CliError(
    `${error.path} is already served by another process; stop that one, or start a second server with a database and a port of its own: ${second}`,
  );
}
