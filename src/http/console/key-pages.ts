import { hashSecret, keyState, makeKey, makeSecret } from '../../domain/api-key.ts';
import { readKeyForm } from './key-form.ts';
import { showKey, showKeys } from './key-views.ts';
import { chooseTenant } from './tenant-choice.ts';
import { countOf, goTo, notFound, textOf, type Visit, VisitEnd } from './visit.ts';

export async function keysPage(visit: Visit): Promise<string> {
  const { keys, merchants } = visit.desk.store;
  return showKeys(visit, { keys: await keys.list(), merchants: await merchants.list() });
}

/** Makes a key and leads to its page, which shows the secret once. */
export async function createKey(visit: Visit): Promise<never> {
  const { desk, form, session } = visit;
  const { store } = desk;
  const { chosen } = await chooseTenant({ ...visit, query: form });
  if (!chosen) throw notFound(visit, 'There is no merchant yet; upsertd merchants create makes one.');
  const read = readKeyForm(form, desk);
  if ('wrong' in read) {
    const page = showKeys(visit, {
      keys: await store.keys.list(),
      merchants: await store.merchants.list(),
      wrong: read.wrong,
    });
    throw new VisitEnd({ status: 400, page });
  }
  const secret = makeSecret(chosen.mode);
  const key = makeKey({ ...chosen, ...read }, desk.newId(), desk.clock());
  await store.keys.add(key, hashSecret(secret));
  session.fresh = { keyId: key.id, secret };
  throw goTo(`/console/keys/${key.id}`);
}

export async function keyPage(visit: Visit): Promise<string> {
  const { session } = visit;
  const key = await findKey(visit);
  const secret = session.fresh?.keyId === key.id ? session.fresh.secret : undefined;
  if (secret) session.fresh = undefined;
  return showKey(visit, key, await visit.desk.store.merchants.list(), secret);
}

/** Gives the key a new secret, and lets the old one work on for as long as the form says. */
export async function rotateKey(visit: Visit): Promise<never> {
  const { desk, session, form } = visit;
  const key = await findKey(visit);
  const now = desk.clock();
  // A new secret is no new life, so it would never work.
  if (keyState(key, now) === 'active') {
    const secret = makeSecret(key.mode);
    const overlapMs = Math.min(countOf(form.overlap), LONGEST_OVERLAP_HOURS) * 3_600_000;
    await desk.store.keys.rotate(key.id, hashSecret(secret), now + overlapMs);
    session.fresh = { keyId: key.id, secret };
  }
  throw goTo(`/console/keys/${key.id}`);
}

const LONGEST_OVERLAP_HOURS = 30 * 24;

export async function revokeKey(visit: Visit): Promise<never> {
  const key = await findKey(visit);
  if (textOf(visit.form.sure) === 'yes') await visit.desk.store.keys.revoke(key.id, visit.desk.clock());
  throw goTo(`/console/keys/${key.id}`);
}

async function findKey(visit: Visit) {
  const key = await visit.desk.store.keys.get(visit.id);
  if (!key) throw notFound(visit, 'There is no key by this id.');
  return key;
}
