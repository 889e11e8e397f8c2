import type { BatchCommand } from '../../domain/batch.ts';
import { foldEmail, type Reference } from '../../domain/customer.ts';
import type { CreateCommand, UpdateCommand } from '../../domain/plain-write.ts';
import type { UpsertCommand } from '../../domain/upsert.ts';

/** What a write has to know of before it can be decided. */
export interface Needs {
  readonly references?: readonly Reference[];
  /** Folded. */
  readonly emails?: readonly string[];
  readonly ids?: readonly string[];
  /** The id of a claim. */
  readonly claim?: string | undefined;
}

export function upsertNeeds(commands: readonly UpsertCommand[]): Needs {
  return {
    references: commands.map(({ reference }) => reference),
    emails: commands.map(({ email }) => foldEmail(email)),
  };
}

export function createNeeds({ email }: CreateCommand): Needs {
  return { emails: [foldEmail(email)] };
}

export function updateNeeds({ id, patch: { email } }: UpdateCommand): Needs {
  return { ids: [id], ...(typeof email === 'string' && { emails: [foldEmail(email)] }) };
}

export function batchNeeds({ items }: BatchCommand): Needs {
  return upsertNeeds(items.flatMap((item) => ('command' in item ? item.command : [])));
}
