import type { BatchCommand } from '../../domain/batch.ts';
import { foldEmail, type Reference } from '../../domain/customer.ts';
import type { CreateCommand, UpdateCommand } from '../../domain/plain-write.ts';
import type { UpsertCommand } from '../../domain/upsert.ts';

/** What a write has to know of before it can be decided. */
export interface Prefetch {
  readonly references?: readonly Reference[];
  /** Folded. */
  readonly emails?: readonly string[];
  readonly ids?: readonly string[];
  /** The id of a claim. */
  readonly claim?: string | undefined;
}

export function prefetchForUpserts(commands: readonly UpsertCommand[]): Prefetch {
  return {
    references: commands.map(({ reference }) => reference),
    emails: commands.map(({ email }) => foldEmail(email)),
  };
}

export function prefetchForCreate({ email }: CreateCommand): Prefetch {
  return { emails: [foldEmail(email)] };
}

export function prefetchForUpdate({ id, patch: { email } }: UpdateCommand): Prefetch {
  return { ids: [id], ...(typeof email === 'string' && { emails: [foldEmail(email)] }) };
}

export function prefetchForBatch({ items }: BatchCommand): Prefetch {
  return prefetchForUpserts(items.flatMap((item) => ('command' in item ? item.command : [])));
}
