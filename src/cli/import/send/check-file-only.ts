import { foldEmail } from '../../../domain/email.ts';
import type { Relatives } from '../conflicts/find-relatives.ts';
import type { ValidRow } from '../map/read-row.ts';
import type { RowResult, SendRows } from './send-rows.ts';

/** Creates a function that sends nothing, and finds the rows that have the email of an earlier row with another id. */
export function checkFileOnly(relatives: Relatives): SendRows {
  const firstByEmail = new Map<string, ValidRow>();
  return async (rows) => {
    const results = new Map<ValidRow, RowResult>();
    for (const read of rows) {
      if (!relatives.has(read)) continue;
      const email = foldEmail(read.item.email);
      const first = firstByEmail.get(email);
      if (!first) firstByEmail.set(email, read);
      else if (first.item.external_id !== read.item.external_id) {
        results.set(read, {
          sharedEmail: `email is also on line ${first.row.line}, with another external_id`,
        });
      }
    }
    return results;
  };
}
