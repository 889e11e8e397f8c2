import { readPatch } from '../../contract/field-names.ts';
import { foldEmail } from '../../domain/email.ts';
import { firstMillisFrom } from '../../domain/instant.ts';
import { readListCursor } from '../../domain/lists/list-cursor.ts';
import { readSearch } from '../../domain/lists/search-terms.ts';
import { noSuchCustomer } from '../../domain/plain-write.ts';
import { invalidFields } from '../../domain/problem.ts';
import type { CustomerListQuery } from '../../domain/store/store.ts';
import type { Handler } from '../handler.ts';
import { readTime } from '../request/read-time.ts';
import { respondToRead } from '../response/conditional-read.ts';
import type { Services } from './services.ts';

export function createCustomer({ clock, newId }: Services): Handler<'createCustomer'> {
  return ({ body, warnings, write }) => {
    const command = { id: newId(), email: body.email, patch: readPatch(body), now: clock() };
    return write('create', command, warnings);
  };
}

export function updateCustomer({ clock }: Services): Handler<'updateCustomer'> {
  return ({ path, body, warnings, preconditions, write }) => {
    const command = { id: path.id, patch: readPatch(body), preconditions, now: clock() };
    return write('update', command, warnings);
  };
}

export function getCustomer({ store, showCustomer }: Services): Handler<'getCustomer'> {
  return async ({ caller, path, preconditions }) => {
    const customer = await store.customers.find(caller, path.id);
    if (!customer) throw noSuchCustomer();
    return respondToRead(customer, preconditions, { data: showCustomer(customer) });
  };
}

export function listCustomers({ readCustomerPage }: Services): Handler<'listCustomers'> {
  return async ({ caller, query, isAwaited }) => ({
    serialized: await readCustomerPage(caller, readQuery(query), isAwaited),
  });
}

function readQuery(query: Parameters<ReturnType<typeof listCustomers>>[0]['query']): CustomerListQuery {
  const { limit, offset, after, search, email, source, external_id, updated_since } = query;
  if (after !== undefined && offset > 0) {
    throw invalidFields({ after: ['cannot be given together with an offset'] });
  }
  const searched = search === undefined ? undefined : readSearch(search);
  return {
    limit,
    offset,
    ...(after !== undefined && { after: readListCursor(after) }),
    ...(searched !== undefined && { search: searched }),
    ...(email !== undefined && { emailFolded: foldEmail(email) }),
    ...(source !== undefined && { source }),
    ...(external_id !== undefined && { externalId: external_id }),
    ...(updated_since !== undefined && {
      updatedSince: firstMillisFrom(readTime('updated_since', updated_since)),
    }),
  };
}
