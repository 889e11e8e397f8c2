import { type ApiKey, keyState, UNKNOWN_ACTOR } from '../../../domain/keys/api-key.ts';
import type { Merchant, Tenant } from '../../../domain/tenant.ts';
import { USE_INTERVAL_MS } from '../../jobs/key-usage-recorder.ts';
import { html } from '../../pages/html.ts';
import { formToken, layout } from '../layout.ts';
import { merchantName } from '../merchant-name.ts';
import type { PageRequest } from '../page-request.ts';
import { makeToken } from '../sessions.ts';
import { showTime } from '../show-time.ts';
import { MAX_ADDRESSES } from './key-addresses.ts';
import { newKeyForm } from './new-key-form.ts';
import { scopeList } from './scope-words.ts';

/** Says how old the shown time of the last use may be. */
const USE_NOTE = `stored every ${USE_INTERVAL_MS / 1000} seconds`;

export interface KeysShown {
  readonly keys: readonly ApiKey[];
  readonly merchants: readonly Merchant[];
  /** The errors of the form, each a sentence. */
  readonly errors?: readonly string[];
}

export function showKeys(pageRequest: PageRequest, { keys, merchants, errors = [] }: KeysShown): string {
  const { services } = pageRequest;
  const body = html`<h1>API keys</h1>
${
  keys.length === 0
    ? html`<p class="empty">There are no API keys yet. Create the first one below.</p>`
    : html`<div class="scroll" tabindex="0"><table><thead><tr><th>Name</th><th>State</th><th>Merchant</th><th>Mode</th><th>Scopes</th><th>Addresses</th><th>Last used <span class="note">(${USE_NOTE})</span></th></tr></thead><tbody>${keys
        .toReversed()
        .map(
          (key) =>
            html`<tr><td><a href="/console/keys/${key.id}">${key.name}</a></td><td>${stateOf(key, services.clock())}</td><td>${merchantName(merchants, key.merchantId)}</td><td>${modeBadge(key)}</td><td>${key.scopes.map((scope) => html`<code>${scope}</code> `)}</td><td>${key.cidrs.join(', ') || 'any'}</td><td>${key.lastUsedAt === undefined ? 'never' : showTime(key.lastUsedAt)}</td></tr>`,
        )}</tbody></table></div>`
}
<section class="card" aria-labelledby="new-key"><h2 id="new-key">New key</h2>
${errors.length > 0 && html`<div class="message bad" role="alert"><ul>${errors.map((sentence) => html`<li>${sentence}</li>`)}</ul></div>`}
${newKeyForm(pageRequest, merchants)}
</section>`;
  return layout(pageRequest, { title: 'API keys', body });
}

export interface KeyShown {
  readonly merchants: readonly Merchant[];
  /** The secret to show, if this session has just created it. */
  readonly created?: Session['newSecret'];
  /** The error of the form that rotates or revokes the key. */
  readonly error?: string;
}

export function showKey(
  pageRequest: PageRequest,
  key: ApiKey,
  { merchants, created, error }: KeyShown,
): string {
  const { session, services } = pageRequest;
  const isActive = keyState(key, services.clock()) === 'active';
  const time = (millis: number | undefined) => (millis === undefined ? 'never' : showTime(millis));
  const body = html`<p class="back"><a href="/console/keys">API keys</a></p>
<h1>${key.name}</h1>
${error && html`<p class="message bad" role="alert">${error}</p>`}
${
  created &&
  html`<section class="message good" aria-labelledby="secret"><h2 id="secret">The new secret</h2><p>Copy the secret now. The server stores only its hash and cannot show it again.</p><p class="secret" data-copy><code>${created.secret}</code></p>${created.oldEndsAt !== undefined && html`<p>${created.oldEndsAt > services.clock() ? html`The old secret works until ${showTime(created.oldEndsAt)}.` : 'The old secret no longer works.'}</p>`}</section>`
}
<dl class="facts"><dt>State</dt><dd>${stateOf(key, services.clock())}</dd><dt>Mode</dt><dd>${modeBadge(key)}</dd><dt>Merchant</dt><dd>${merchantName(merchants, key.merchantId)}</dd><dt>Scopes</dt><dd>${scopeList(key.scopes, services.contract)}</dd><dt>Addresses</dt><dd>${key.cidrs.join(', ') || 'any address'}</dd><dt>Created</dt><dd>${time(key.createdAt)} by ${key.createdBy ?? UNKNOWN_ACTOR}</dd><dt>Last used</dt><dd>${time(key.lastUsedAt)} <span class="faint">(${USE_NOTE})</span></dd><dt>Expires</dt><dd>${time(key.expiresAt)}</dd>${key.revokedAt !== undefined && html`<dt>Revoked</dt><dd>${time(key.revokedAt)} by ${key.revokedBy ?? UNKNOWN_ACTOR}</dd>`}<dt>Id</dt><dd><code>${key.id}</code></dd></dl>
${usedFrom(pageRequest, key)}
${isActive ? html`<div class="pair">${rotateForm(key, session)}${revokeForm(key, session)}</div>` : html`<p class="empty">This key no longer works and cannot be reactivated.</p>`}`;
  return layout(pageRequest, { title: key.name, body });
}

/** Renders the addresses that used a key. */
function usedFrom({ services: { keyAddresses, startedAt } }: PageRequest, { id }: ApiKey) {
  const addresses = keyAddresses.of(id);
  return html`<section aria-labelledby="used-from"><h2 id="used-from">Used from</h2>${
    addresses.length === 0
      ? html`<p class="empty">No request has used this key since the server started at ${showTime(startedAt)}.</p>`
      : html`<div class="scroll" tabindex="0"><table><thead><tr><th>Client address</th><th class="number">Requests</th><th>Last request</th></tr></thead><tbody>${addresses.map(
          ({ address, requests, lastAt }) =>
            html`<tr><td><code>${address}</code></td><td class="number">${requests.toLocaleString('en')}</td><td>${showTime(lastAt)}</td></tr>`,
        )}</tbody></table></div>
<p class="faint">The last ${MAX_ADDRESSES} addresses since the server started at ${showTime(startedAt)}. <a href="/console/requests?key=${id}">Show the requests of this key</a>.</p>`
  }</section>`;
}

type Session = PageRequest['session'];

function rotateForm({ id }: ApiKey, session: Session) {
  const overlaps = [
    ['', 'Choose a time'],
    ['0', 'immediately'],
    ['1', 'in 1 hour'],
    ['24', 'in 24 hours'],
    ['168', 'in 7 days'],
  ] as const;
  return html`<section class="card" aria-labelledby="rotate"><h2 id="rotate">Rotate</h2><p>Rotation replaces the secret and changes nothing else of the key. Rotate a key if its secret was lost or has leaked.</p>
<form method="post" action="/console/keys/${id}/rotate">${formToken(session)}<input type="hidden" name="once" value="${makeToken()}"><label for="overlap">The old secret expires</label><select id="overlap" name="overlap" required>${overlaps.map(
    ([hours, text]) => html`<option value="${hours}">${text}</option>`,
  )}</select>${confirmation('Replace the secret of this key')}<button>Rotate</button></form></section>`;
}

function revokeForm({ id }: ApiKey, session: Session) {
  return html`<section class="card" aria-labelledby="revoke"><h2 id="revoke">Revoke</h2><p>The server then rejects every request with this key. You cannot undo this.</p>
<form method="post" action="/console/keys/${id}/revoke">${formToken(session)}${confirmation('Permanently revoke this key')}<button class="danger">Revoke</button></form></section>`;
}

/** Renders the box that the operator ticks before a form ends something. */
function confirmation(text: string) {
  return html`<label class="check"><input type="checkbox" name="sure" value="yes" required> ${text}</label>`;
}

export function modeBadge({ mode }: Tenant) {
  return html`<span class="badge ${mode}">${mode}</span>`;
}

function stateOf(key: ApiKey, now: number) {
  const state = keyState(key, now);
  return html`<span class="badge ${state}">${state}</span>`;
}
