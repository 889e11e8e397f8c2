import { type ApiKey, hashSecret, keyState, makeSecret } from '../../../domain/api-key.ts';
import { showKey, showKeys } from './key-views.ts';
import { notFound, type PageRequest, PageResponse, redirect, textOf } from '../page-request.ts';

export async function keysPage(pageRequest: PageRequest): Promise<string> {
  const { services, session, query } = pageRequest;
  const { keys, merchants } = services.store;
  // After going back from a summary, the form has what was chosen before.
  const form = session.keyDrafts.get(textOf(query.draft)) ?? session.keyDrafts.latest() ?? {};
  return showKeys({ ...pageRequest, form }, { keys: await keys.list(), merchants: await merchants.list() });
}

export async function keyPage(pageRequest: PageRequest): Promise<string> {
  const { session } = pageRequest;
  const key = await findKey(pageRequest);
  const secret = session.fresh?.keyId === key.id ? session.fresh.secret : undefined;
  if (secret) session.fresh = undefined;
  return showKey(pageRequest, key, { merchants: await pageRequest.services.store.merchants.list(), secret });
}

/** Gives the key a new secret, and lets the old one work on for as long as the form says. */
export async function rotateKeyPage(pageRequest: PageRequest): Promise<never> {
  const { form, session } = pageRequest;
  const key = await findKey(pageRequest);
  const path = `/console/keys/${key.id}`;
  const hours = textOf(form.overlap);
  if (!/^\d{1,3}$/.test(hours) || Number(hours) > LONGEST_OVERLAP_HOURS) {
    const merchants = await pageRequest.services.store.merchants.list();
    const wrong = 'The old secret ends: choose one of the times in the list.';
    throw new PageResponse({ status: 400, page: showKey(pageRequest, key, { merchants, wrong }) });
  }
  const rotate = () => rotateOnce(pageRequest, key, Number(hours) * 3_600_000).then(() => path);
  const once = textOf(form.once);
  throw redirect(once === '' ? await rotate() : await session.sentForms.run(once, rotate));
}

async function rotateOnce({ services, session }: PageRequest, key: ApiKey, overlapMs: number): Promise<void> {
  const now = services.clock();
  // A new secret is no new life, so it would never work.
  if (keyState(key, now) !== 'active') return;
  const secret = makeSecret(key.mode);
  await services.store.keys.rotate(key.id, hashSecret(secret), now + overlapMs);
  session.fresh = { keyId: key.id, secret };
}

const LONGEST_OVERLAP_HOURS = 30 * 24;

export async function revokeKeyPage(pageRequest: PageRequest): Promise<never> {
  const key = await findKey(pageRequest);
  if (textOf(pageRequest.form.sure) === 'yes')
    await pageRequest.services.store.keys.revoke(key.id, pageRequest.services.clock());
  throw redirect(`/console/keys/${key.id}`);
}

async function findKey(pageRequest: PageRequest) {
  const key = await pageRequest.services.store.keys.get(pageRequest.id.toLowerCase());
  if (!key) throw notFound(pageRequest, 'There is no key by this id.');
  return key;
}
