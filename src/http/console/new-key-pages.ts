import { hashSecret, makeKey, makeSecret } from '../../domain/api-key.ts';
import { type CheckedKeyForm, readKeyForm } from './key-form.ts';
import { showReview } from './key-review.ts';
import { showKeys } from './key-views.ts';
import { makeToken } from './sessions.ts';
import { goTo, notFound, type Visit, VisitEnd } from './visit.ts';

/** Checks the form of a new key and leads to its summary. Makes no key. */
export async function draftKey(visit: Visit): Promise<never> {
  const merchants = await visit.desk.store.merchants.list();
  if (merchants.length === 0)
    throw notFound(visit, 'There is no merchant yet; upsertd merchants create makes one.');
  await readOrRefuse(visit, visit.form);
  const token = makeToken();
  visit.session.keyDrafts.add(token, visit.form);
  throw goTo(`/console/keys/review/${token}`);
}

/** Shows what a key will be allowed to do, and asks for the confirmation. */
export async function reviewPage(visit: Visit): Promise<string> {
  const key = await readOrRefuse(visit, draftOf(visit));
  return showReview(visit, key, await visit.desk.store.merchants.list());
}

/** Makes the key of the summary once and leads to its page, which shows the secret once. */
export async function createKey(visit: Visit): Promise<never> {
  const { desk, session, id: token } = visit;
  const path = await session.sentForms.run(token, async () => {
    const request = await readOrRefuse(visit, draftOf(visit));
    const secret = makeSecret(request.mode);
    const key = makeKey(request, desk.newId(), desk.clock());
    await desk.store.keys.add(key, hashSecret(secret));
    session.keyDrafts.remove(token);
    session.fresh = { keyId: key.id, secret };
    return `/console/keys/${key.id}`;
  });
  throw goTo(path);
}

export async function discardKey({ session, id }: Visit): Promise<never> {
  session.keyDrafts.remove(id);
  throw goTo('/console/keys');
}

function draftOf({ session, id }: Visit): Visit['form'] {
  const form = session.keyDrafts.get(id);
  if (!form) throw goTo('/console/keys');
  return form;
}

/** @throws VisitEnd with the form and what is wrong with it. */
async function readOrRefuse(visit: Visit, form: Visit['form']): Promise<CheckedKeyForm> {
  const { keys, merchants } = visit.desk.store;
  const known = await merchants.list();
  const read = readKeyForm(form, visit.desk, known);
  if (!('wrong' in read)) return read;
  const page = showKeys({ ...visit, form }, { keys: await keys.list(), merchants: known, wrong: read.wrong });
  throw new VisitEnd({ status: 400, page });
}
