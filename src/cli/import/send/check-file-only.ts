import { foldEmail } from '../../../domain/email.ts';
import { copyOf } from '../conflicts/copy-text.ts';
import type { Relatives } from '../conflicts/find-relatives.ts';
import type { ValidRow } from '../map/read-row.ts';
import type { RowResult, SendRows } from './send-rows.ts';

/** The first row with an email. The whole row would keep its chunk of the file in memory. */
interface FirstRow {
  readonly line: number;
  readonly id: string;
}

/** Creates a function that sends nothing, and finds the rows that have the email of an earlier row with another id. */
export function checkFileOnly(relatives: Relatives): SendRows {
  const firstByEmail = new Map<string, FirstRow>();
  return async (rows) => {
    const results = new Map<ValidRow, RowResult>();
    for (const read of rows) {
      if (!relatives.has(read)) continue;
      const email = foldEmail(read.item.email);
      const first = firstByEmail.get(email);
      const { external_id: id } = read.item;
      if (!first) firstByEmail.set(copyOf(email), { line: read.row.line, id: copyOf(id) });
      else if (first.id !== id) {
        results.set(read, {
          sharedEmail: `email is also on line ${first.line}, with another external_id`,
        });
      }
    }
    return results;
  };
}
