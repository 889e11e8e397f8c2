import { hashSecret, makeKey, makeSecret } from '../../../domain/api-key.ts';
import { type CheckedKeyForm, readKeyForm } from './key-form.ts';
import { showReview } from './key-review.ts';
import { showKeys } from './key-views.ts';
import { notFound, type PageRequest, PageResponse, redirect } from '../page-request.ts';
import { makeToken } from '../sessions.ts';

/** Checks the form of a new key and leads to its summary. Makes no key. */
export async function draftKey(pageRequest: PageRequest): Promise<never> {
  const merchants = await pageRequest.services.store.merchants.list();
  if (merchants.length === 0)
    throw notFound(pageRequest, 'There is no merchant yet; upsertd merchants create makes one.');
  await readOrRefuse(pageRequest, pageRequest.form);
  const token = makeToken();
  pageRequest.session.keyDrafts.add(token, pageRequest.form);
  throw redirect(`/console/keys/review/${token}`);
}

/** Shows what a key will be allowed to do, and asks for the confirmation. */
export async function reviewPage(pageRequest: PageRequest): Promise<string> {
  const key = await readOrRefuse(pageRequest, draftOf(pageRequest));
  return showReview(pageRequest, key, await pageRequest.services.store.merchants.list());
}

/** Makes the key of the summary once and leads to its page, which shows the secret once. */
export async function createKey(pageRequest: PageRequest): Promise<never> {
  const { services, session, id: token } = pageRequest;
  const path = await session.sentForms.run(token, async () => {
    const request = await readOrRefuse(pageRequest, draftOf(pageRequest));
    const secret = makeSecret(request.mode);
    const key = makeKey(request, services.newId(), services.clock());
    await services.store.keys.add(key, hashSecret(secret));
    session.keyDrafts.remove(token);
    session.fresh = { keyId: key.id, secret };
    return `/console/keys/${key.id}`;
  });
  throw redirect(path);
}

export async function discardKey({ session, id }: PageRequest): Promise<never> {
  session.keyDrafts.remove(id);
  throw redirect('/console/keys');
}

function draftOf({ session, id }: PageRequest): PageRequest['form'] {
  const form = session.keyDrafts.get(id);
  if (!form) throw redirect('/console/keys');
  return form;
}

/** @throws VisitEnd with the form and what is wrong with it. */
async function readOrRefuse(pageRequest: PageRequest, form: PageRequest['form']): Promise<CheckedKeyForm> {
  const { keys, merchants } = pageRequest.services.store;
  const known = await merchants.list();
  const read = readKeyForm(form, pageRequest.services, known);
  if (!('wrong' in read)) return read;
  const page = showKeys(
    { ...pageRequest, form },
    { keys: await keys.list(), merchants: known, wrong: read.wrong },
  );
  throw new PageResponse({ status: 400, page });
}
