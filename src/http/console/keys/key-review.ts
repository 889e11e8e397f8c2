import type { Merchant } from '../../../domain/tenant.ts';
import { html } from '../../pages/html.ts';
import { formToken, layout } from '../layout.ts';
import { merchantName } from '../merchant-name.ts';
import type { PageRequest } from '../page-request.ts';
import { showTime } from '../show-time.ts';
import type { CheckedKeyForm } from './key-form.ts';
import { modeBadge } from './key-views.ts';
import { scopeList } from './scope-words.ts';

/** Renders the summary of a key that does not exist yet. */
export function showReview(
  pageRequest: PageRequest,
  key: CheckedKeyForm,
  merchants: readonly Merchant[],
): string {
  const { session, services, id } = pageRequest;
  const path = `/console/keys/review/${id}`;
  const body = html`<p class="back"><a href="/console/keys">API keys</a></p>
<h1>Create this key?</h1>
<p>The key does not exist yet. Check what it may do.</p>
${key.mode === 'live' && html`<p class="message warn">This key gives access to live data.</p>`}
<dl class="facts"><dt>Name</dt><dd>${key.name}</dd><dt>Merchant</dt><dd>${merchantName(merchants, key.merchantId)}</dd><dt>Mode</dt><dd>${modeBadge(key)}</dd><dt>Scopes</dt><dd>${scopeList(key.scopes, services.contract)}</dd><dt>Expires</dt><dd>${key.expiresAt === undefined ? 'never' : showTime(key.expiresAt)}</dd><dt>Addresses</dt><dd>${key.cidrs.join(', ') || 'any address'}</dd></dl>
<div class="actions"><form method="post" action="${path}">${formToken(session)}<button>Create the key</button></form>
<a class="button plain" href="/console/keys?draft=${id}#new-key">Change</a>
<form method="post" action="${path}/discard">${formToken(session)}<button class="plain">Discard</button></form></div>`;
  return layout(pageRequest, { title: 'Create this key?', body });
}
