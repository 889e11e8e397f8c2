import { issueKey } from '../../../domain/keys/api-keys.ts';
import type { Merchant } from '../../../domain/tenant.ts';
import { notFound } from '../not-found-page.ts';
import { consoleUser, type PageRequest } from '../page-request.ts';
import { htmlResponse, type PageResponse, redirect } from '../page-response.ts';
import { makeToken } from '../sessions.ts';
import { type CheckedKeyForm, readKeyForm } from './key-form.ts';
import { showReview } from './key-review.ts';
import { showKeys } from './key-views.ts';

/** Validates the form of a new key and leads to its summary. Creates no key. */
export async function draftKeyPage(pageRequest: PageRequest): Promise<PageResponse> {
  const { form, services, session } = pageRequest;
  if ((await services.store.merchants.list()).length === 0)
    return notFound(pageRequest, 'There is no merchant yet. Create one with upsertd merchants create.');
  const read = await validateForm(pageRequest, form);
  if ('rejection' in read) return read.rejection;
  const token = makeToken();
  session.keyDrafts.add(token, form);
  return redirect(`/console/keys/review/${token}`);
}

/** Shows what a key will be allowed to do, and asks for the confirmation. */
export async function reviewKeyPage(pageRequest: PageRequest): Promise<PageResponse> {
  const form = pageRequest.session.keyDrafts.get(pageRequest.id);
  if (!form) return redirect('/console/keys');
  const read = await validateForm(pageRequest, form);
  if ('rejection' in read) return read.rejection;
  return htmlResponse(showReview(pageRequest, read.request, read.merchants));
}

/** Creates the key of the summary once, and leads to its page, which shows the secret once. */
export async function createKeyPage(pageRequest: PageRequest): Promise<PageResponse> {
  const { services, session, id: token } = pageRequest;
  return session.sentForms.run(token, async () => {
    const form = session.keyDrafts.get(token);
    if (!form) return redirect('/console/keys');
    const read = await validateForm(pageRequest, form);
    if ('rejection' in read) return read.rejection;
    const values = { id: services.newId(), now: services.clock(), by: consoleUser(pageRequest) };
    const { key, secret } = await issueKey(services.store, read.request, values);
    session.keyDrafts.remove(token);
    session.newSecret = { keyId: key.id, secret };
    return redirect(`/console/keys/${key.id}`);
  });
}

export async function discardKeyPage({ session, id }: PageRequest): Promise<PageResponse> {
  session.keyDrafts.remove(id);
  return redirect('/console/keys');
}

interface ValidForm {
  readonly request: CheckedKeyForm;
  readonly merchants: readonly Merchant[];
}

/** Validates a form. The rejection shows the form with its values and errors. */
async function validateForm(
  pageRequest: PageRequest,
  form: PageRequest['form'],
): Promise<ValidForm | { readonly rejection: PageResponse }> {
  const { services } = pageRequest;
  const merchants = await services.store.merchants.list();
  const request = readKeyForm(form, services, merchants);
  if (!('errors' in request)) return { request, merchants };
  const keys = await services.store.keys.list();
  const page = showKeys({ ...pageRequest, form }, { keys, merchants, errors: request.errors });
  return { rejection: htmlResponse(page, 400) };
}
