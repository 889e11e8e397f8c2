import { type ApiKey, keyState, type Secret } from '../../../domain/api-key.ts';
import type { Merchant, Tenant } from '../../../domain/tenant.ts';
import { html } from '../../pages/html.ts';
import { formToken, layout } from '../layout.ts';
import { newKeyForm } from './new-key-form.ts';
import type { PageRequest } from '../page-request.ts';
import { scopeList } from './scope-words.ts';
import { makeToken } from '../sessions.ts';
import { showTime } from '../show-time.ts';

export interface KeysShown {
  readonly keys: readonly ApiKey[];
  readonly merchants: readonly Merchant[];
  /** What was wrong with the form that was sent. */
  readonly wrong?: readonly string[];
}

export function showKeys(pageRequest: PageRequest, { keys, merchants, wrong = [] }: KeysShown): string {
  const { session, services } = pageRequest;
  const body = html`<h1>API keys</h1>
${
  keys.length === 0
    ? html`<p class="empty">There are no keys yet. Make the first one below.</p>`
    : html`<div class="scroll" tabindex="0"><table><thead><tr><th>Name</th><th>Merchant</th><th>Mode</th><th>Scopes</th><th>Addresses</th><th>Last used</th><th>State</th></tr></thead><tbody>${keys
        .toReversed()
        .map(
          (key) =>
            html`<tr><td><a href="/console/keys/${key.id}">${key.name}</a></td><td>${nameOf(merchants, key)}</td><td>${modeBadge(key)}</td><td>${key.scopes.map((scope) => html`<code>${scope}</code> `)}</td><td>${key.cidrs.join(', ') || 'any'}</td><td>${key.lastUsedAt === undefined ? 'never' : showTime(key.lastUsedAt)}</td><td>${stateOf(key, services.clock())}</td></tr>`,
        )}</tbody></table></div>`
}
<section class="card" aria-labelledby="new-key"><h2 id="new-key">New key</h2>
${wrong.length > 0 && html`<ul class="message bad" role="alert">${wrong.map((sentence) => html`<li>${sentence}</li>`)}</ul>`}
${newKeyForm(pageRequest, merchants)}
</section>`;
  return layout({ title: 'API keys', session, body });
}

export interface KeyShown {
  readonly merchants: readonly Merchant[];
  /** The secret that was just made. */
  readonly secret?: Secret | undefined;
  /** What was wrong with the form that was sent. */
  readonly wrong?: string;
}

export function showKey(
  { session, services }: PageRequest,
  key: ApiKey,
  { merchants, secret, wrong }: KeyShown,
): string {
  const isActive = keyState(key, services.clock()) === 'active';
  const time = (millis: number | undefined) => (millis === undefined ? 'never' : showTime(millis));
  const body = html`<p class="back"><a href="/console/keys">API keys</a></p>
<h1>${key.name}</h1>
${wrong && html`<p class="message bad" role="alert">${wrong}</p>`}
${
  secret &&
  html`<section class="message good" aria-labelledby="secret"><h2 id="secret">The new secret</h2><p>Copy it now. It is stored as a hash and cannot be shown again.</p><p class="secret"><code>${secret}</code></p></section>`
}
<dl class="facts"><dt>State</dt><dd>${stateOf(key, services.clock())}</dd><dt>Mode</dt><dd>${modeBadge(key)}</dd><dt>Merchant</dt><dd>${nameOf(merchants, key)}</dd><dt>Scopes</dt><dd>${scopeList(key.scopes, services.contract)}</dd><dt>Addresses</dt><dd>${key.cidrs.join(', ') || 'any address'}</dd><dt>Created</dt><dd>${time(key.createdAt)}</dd><dt>Last used</dt><dd>${time(key.lastUsedAt)}</dd><dt>Ends</dt><dd>${time(key.expiresAt)}</dd>${key.revokedAt !== undefined && html`<dt>Revoked</dt><dd>${time(key.revokedAt)}</dd>`}<dt>Id</dt><dd><code>${key.id}</code></dd></dl>
${isActive ? html`<div class="pair">${rotateForm(key, session)}${revokeForm(key, session)}</div>` : html`<p class="empty">This key no longer works, and cannot be made to again.</p>`}`;
  return layout({ title: key.name, session, body });
}

type Session = PageRequest['session'];

function rotateForm({ id }: ApiKey, session: Session) {
  const overlaps = [
    ['0', 'at once'],
    ['1', 'in an hour'],
    ['24', 'in a day'],
    ['168', 'in a week'],
  ] as const;
  return html`<section class="card" aria-labelledby="rotate"><h2 id="rotate">Rotate</h2><p>The key gets a new secret and stays the same otherwise. Rotate a key whose secret is lost or has leaked.</p>
<form method="post" action="/console/keys/${id}/rotate">${formToken(session)}<input type="hidden" name="once" value="${makeToken()}"><label for="overlap">The old secret ends</label><select id="overlap" name="overlap">${overlaps.map(
    ([hours, words]) => html`<option value="${hours}">${words}</option>`,
  )}</select><button>Rotate</button></form></section>`;
}

function revokeForm({ id }: ApiKey, session: Session) {
  return html`<section class="card" aria-labelledby="revoke"><h2 id="revoke">Revoke</h2><p>Every program that uses the key is refused from then on.</p>
<form method="post" action="/console/keys/${id}/revoke">${formToken(session)}<label class="check"><input type="checkbox" name="sure" value="yes" required> End this key for good</label><button class="danger">Revoke</button></form></section>`;
}

export function nameOf(merchants: readonly Merchant[], { merchantId }: Tenant): string {
  return merchants.find(({ id }) => id === merchantId)?.name ?? merchantId;
}

export function modeBadge({ mode }: Tenant) {
  return html`<span class="badge ${mode}">${mode}</span>`;
}

function stateOf(key: ApiKey, now: number) {
  const state = keyState(key, now);
  return html`<span class="badge ${state}">${state}</span>`;
}
