import { ALL_SCOPES } from '../../../domain/keys/key-gate.ts';
import { type Merchant, MODES, type Mode } from '../../../domain/tenant.ts';
import { booleanAttribute, html } from '../../pages/html.ts';
import { formToken } from '../layout.ts';
import { type PageRequest, textOf, textsOf } from '../page-request.ts';
import { tenantField } from '../tenant-choice.ts';
import { chosenScopes, ONLY_THESE, offeredScopes } from './key-form.ts';
import { scopeTitle } from './scope-words.ts';

/** Renders the form of a new key, with the values of `form`. */
export function newKeyForm({ session, services, form }: PageRequest, merchants: readonly Merchant[]) {
  const [first] = merchants;
  const [merchantId, modeName] = (textOf(form.tenant) || (session.tenant ?? '')).split('.');
  const mode = MODES.find((one) => one === modeName);
  const chosen =
    merchantId && mode ? { merchantId, mode } : first && { merchantId: first.id, mode: MODES[0] as Mode };
  return html`<form method="post" action="/console/keys" class="grid">${formToken(session)}
<div><label for="name">Name</label><input id="name" name="name" required maxlength="255" value="${textOf(form.name)}" placeholder="practicehub nightly sync"></div>
${tenantField({ chosen, merchants })}
${scopesField(form, offeredScopes(services))}
<div><label for="expires">Expires on <span class="faint">(optional, in UTC)</span></label><input id="expires" name="expires" type="date" value="${textOf(form.expires)}"></div>
<div><label for="cidrs">Allowed addresses <span class="faint">(optional)</span></label><input id="cidrs" name="cidrs" value="${textOf(form.cidrs)}" placeholder="192.0.2.0/24, 2001:db8::/32"></div>
<p><button>Review the key</button> <span class="faint">The next page shows what the key may do. The server creates the key after you confirm it there.</span></p>
</form>`;
}

/**
 * Renders the choice between all scopes and some scopes. The radio buttons have the same name as the check boxes, so
 * that all scopes require a choice. Neither radio button is checked at first, or after a form in which both were.
 */
function scopesField(form: PageRequest['form'], offered: readonly string[]) {
  const scopes = chosenScopes(form);
  const all = scopes.includes(ALL_SCOPES);
  const some = scopes.length > (all ? 1 : 0) || textsOf(form.scopes).includes(ONLY_THESE);
  return html`<fieldset class="scopes"><legend>Scopes</legend>
<label class="check"><input type="radio" name="scopes" value="${ALL_SCOPES}" required${booleanAttribute('checked', all && !some)}> Everything <span class="faint">(every operation)</span></label>
<label class="check"><input type="radio" name="scopes" value="${ONLY_THESE}" required${booleanAttribute('checked', some && !all)}> Only these</label>
<div class="choices">${offered.map(
    (scope) =>
      html`<label class="check"><input type="checkbox" name="scopes" value="${scope}"${booleanAttribute('checked', scopes.includes(scope))}> <span>${scopeTitle(scope)} <code>${scope}</code></span></label>`,
  )}</div></fieldset>`;
}
