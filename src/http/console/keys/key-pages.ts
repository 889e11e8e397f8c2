import type { ApiKey } from '../../../domain/keys/api-key.ts';
import { revokeKey, rotateKey } from '../../../domain/keys/api-keys.ts';
import { notFound } from '../not-found-page.ts';
import { consoleUser, type PageRequest, textOf } from '../page-request.ts';
import { htmlResponse, type PageResponse, redirect } from '../page-response.ts';
import { showKey, showKeys } from './key-views.ts';

/** Shows all keys and the form of a new key. The form contains the values of a key that was not created yet. */
export async function keysPage(pageRequest: PageRequest): Promise<PageResponse> {
  const { services, session, query } = pageRequest;
  const { keys, merchants } = services.store;
  const form = session.keyDrafts.get(textOf(query.draft)) ?? session.keyDrafts.latest() ?? {};
  const shown = { keys: await keys.list(), merchants: await merchants.list() };
  return htmlResponse(showKeys({ ...pageRequest, form }, shown));
}

/** Shows one key, and its secret if this session has created the secret and not shown it yet. */
export async function keyPage(pageRequest: PageRequest): Promise<PageResponse> {
  const { services, session } = pageRequest;
  const key = await findKey(pageRequest);
  if (!key) return keyNotFound(pageRequest);
  const created = session.newSecret?.keyId === key.id ? session.newSecret : undefined;
  if (created) session.newSecret = undefined;
  return htmlResponse(
    showKey(pageRequest, key, { merchants: await services.store.merchants.list(), created }),
  );
}

const MAX_OVERLAP_HOURS = 30 * 24;

/** Replaces the secret of a key if the form confirms it. The former secret stays valid for the hours in the form. */
export async function rotateKeyPage(pageRequest: PageRequest): Promise<PageResponse> {
  const { form, session } = pageRequest;
  const key = await findKey(pageRequest);
  if (!key) return keyNotFound(pageRequest);
  const hours = textOf(form.overlap);
  if (!/^\d{1,3}$/.test(hours) || Number(hours) > MAX_OVERLAP_HOURS)
    return rejectForm(pageRequest, key, 'The old secret expires: choose one of the times in the list.');
  if (!isConfirmed(pageRequest))
    return rejectForm(pageRequest, key, 'Rotate: tick "Replace the secret of this key" to confirm.');
  const rotate = () => rotateOnce(pageRequest, key, Number(hours) * 3_600_000);
  const token = textOf(form.once);
  return token === '' ? rotate() : session.sentForms.run(token, rotate);
}

/** Leads to the page of the key, which shows the new secret or, if the key is not active, its state. */
async function rotateOnce(
  { services, session }: PageRequest,
  { id }: ApiKey,
  overlapMs: number,
): Promise<PageResponse> {
  const now = services.clock();
  const rotated = await rotateKey(services.store, id, { now, overlapMs });
  if (!('refused' in rotated))
    session.newSecret = { keyId: id, secret: rotated.secret, oldEndsAt: now + overlapMs };
  return redirect(`/console/keys/${id}`);
}

/** Revokes a key if the form confirms it, or else names the confirmation that the form lacks. */
export async function revokeKeyPage(pageRequest: PageRequest): Promise<PageResponse> {
  const { services } = pageRequest;
  const key = await findKey(pageRequest);
  if (!key) return keyNotFound(pageRequest);
  if (!isConfirmed(pageRequest))
    return rejectForm(pageRequest, key, 'Revoke: tick "Permanently revoke this key" to confirm.');
  await revokeKey(services.store, key.id, { now: services.clock(), by: consoleUser(pageRequest) });
  return redirect(`/console/keys/${key.id}`);
}

function isConfirmed({ form }: PageRequest): boolean {
  return textOf(form.sure) === 'yes';
}

/** Shows the key with an error, and changes nothing. */
async function rejectForm(pageRequest: PageRequest, key: ApiKey, error: string): Promise<PageResponse> {
  const merchants = await pageRequest.services.store.merchants.list();
  return htmlResponse(showKey(pageRequest, key, { merchants, error }), 400);
}

function findKey({ services, id }: PageRequest): Promise<ApiKey | undefined> {
  return services.store.keys.get(id.toLowerCase());
}

function keyNotFound(pageRequest: PageRequest): PageResponse {
  return notFound(pageRequest, 'No API key has this id.');
}
