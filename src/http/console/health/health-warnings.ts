import { isDiskFull } from '../../../domain/store/maintenance.ts';
import { type Content, html } from '../../pages/html.ts';
import type { ConsoleServices } from '../console-services.ts';
import { showBytes, showDuration } from '../show-quantity.ts';
import { showTime } from '../show-time.ts';
import type { DatabaseState } from './database-state.ts';

/** Renders what the operator must act on now: the database, its disk and its backups. Empty if all is well. */
export function healthWarnings(
  { backups, clock }: ConsoleServices,
  { responds, freeBytes: free }: DatabaseState,
): readonly Content[] {
  const { last, failure, isLate } = backups?.status() ?? {};
  const found: readonly Content[] = [
    !responds && html`The database does not respond. The log of the server has the reason.`,
    free !== undefined &&
      isDiskFull(free) &&
      html`The disk of the database is almost full: ${showBytes(free)} are free. If no space is left, the server refuses writes with 503 and still answers reads. Free some space on this disk; the server then accepts writes again without a restart. Do not delete a file whose name begins with that of the database.`,
    failure && html`The backup at ${showTime(failure.at)} failed. ${failure.reason}`,
    isLate === true &&
      last &&
      html`The last backup is too old: ${showDuration(clock() - last.at)}. It is older than two times <code>--backup-every</code>.`,
  ];
  return found.filter((one) => one !== false && one !== undefined);
}

/** Renders the warnings as messages. */
export function warningList(warnings: readonly Content[]) {
  return warnings.map((warning) => html`<p class="message bad" role="alert">${warning}</p>`);
}
