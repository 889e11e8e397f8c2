import { type ApiKey, hashSecret, keyState, makeSecret } from '../../domain/api-key.ts';
import { showKey, showKeys } from './key-views.ts';
import { goTo, notFound, textOf, type Visit, VisitEnd } from './visit.ts';

export async function keysPage(visit: Visit): Promise<string> {
  const { desk, session, query } = visit;
  const { keys, merchants } = desk.store;
  // After going back from a summary, the form has what was chosen before.
  const form = session.keyDrafts.get(textOf(query.draft)) ?? session.keyDrafts.latest() ?? {};
  return showKeys({ ...visit, form }, { keys: await keys.list(), merchants: await merchants.list() });
}

export async function keyPage(visit: Visit): Promise<string> {
  const { session } = visit;
  const key = await findKey(visit);
  const secret = session.fresh?.keyId === key.id ? session.fresh.secret : undefined;
  if (secret) session.fresh = undefined;
  return showKey(visit, key, { merchants: await visit.desk.store.merchants.list(), secret });
}

/** Gives the key a new secret, and lets the old one work on for as long as the form says. */
export async function rotateKey(visit: Visit): Promise<never> {
  const { form, session } = visit;
  const key = await findKey(visit);
  const path = `/console/keys/${key.id}`;
  const hours = textOf(form.overlap);
  if (!/^\d{1,3}$/.test(hours) || Number(hours) > LONGEST_OVERLAP_HOURS) {
    const merchants = await visit.desk.store.merchants.list();
    const wrong = 'The old secret ends: choose one of the times in the list.';
    throw new VisitEnd({ status: 400, page: showKey(visit, key, { merchants, wrong }) });
  }
  const rotate = () => rotateOnce(visit, key, Number(hours) * 3_600_000).then(() => path);
  const once = textOf(form.once);
  throw goTo(once === '' ? await rotate() : await session.sentForms.run(once, rotate));
}

async function rotateOnce({ desk, session }: Visit, key: ApiKey, overlapMs: number): Promise<void> {
  const now = desk.clock();
  // A new secret is no new life, so it would never work.
  if (keyState(key, now) !== 'active') return;
  const secret = makeSecret(key.mode);
  await desk.store.keys.rotate(key.id, hashSecret(secret), now + overlapMs);
  session.fresh = { keyId: key.id, secret };
}

const LONGEST_OVERLAP_HOURS = 30 * 24;

export async function revokeKey(visit: Visit): Promise<never> {
  const key = await findKey(visit);
  if (textOf(visit.form.sure) === 'yes') await visit.desk.store.keys.revoke(key.id, visit.desk.clock());
  throw goTo(`/console/keys/${key.id}`);
}

async function findKey(visit: Visit) {
  const key = await visit.desk.store.keys.get(visit.id.toLowerCase());
  if (!key) throw notFound(visit, 'There is no key by this id.');
  return key;
}
