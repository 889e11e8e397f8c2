import { type Merchant, MODES, type Tenant } from '../../domain/tenant.ts';
import { booleanAttribute, html } from '../pages/html.ts';
import { merchantName } from './merchant-name.ts';
import { type PageRequest, textOf } from './page-request.ts';

/** The merchant and mode whose data a page shows, and the merchants to choose from. */
export interface TenantChoice {
  readonly chosen: Tenant | undefined;
  readonly merchants: readonly Merchant[];
}

/**
 * Reads `tenant=MERCHANT.MODE` of the query, in upper or lower case, and stores the choice in the session. Default, also for
 * an unknown tenant: the last choice of the session, or else the sandbox of the first merchant.
 */
export async function chooseTenant({ services, query, session }: PageRequest): Promise<TenantChoice> {
  const merchants = await services.store.merchants.list();
  const all = merchants.flatMap(({ id }) => MODES.map((mode) => ({ merchantId: id, mode })));
  const find = (wanted: string | undefined) => all.find((tenant) => tenantParam(tenant) === wanted);
  const chosen = find(textOf(query.tenant).toLowerCase());
  if (chosen) session.tenant = tenantParam(chosen);
  return { chosen: chosen ?? find(session.tenant) ?? all[0], merchants };
}

export function tenantParam({ merchantId, mode }: Tenant): string {
  return `${merchantId}.${mode}`;
}

/** Renders the list of merchants and modes, as a field of a form. */
export function tenantField({ chosen, merchants }: TenantChoice, label = 'Merchant and mode') {
  return html`<div><label for="tenant">${label}</label><select id="tenant" name="tenant">${tenantOptions(merchants, chosen && tenantParam(chosen))}</select></div>`;
}

/** Renders the merchants and modes as options. @param chosen `MERCHANT.MODE`. */
export function tenantOptions(merchants: readonly Merchant[], chosen: string | undefined) {
  return merchants.flatMap(({ id }) =>
    MODES.map((mode) => {
      const value = tenantParam({ merchantId: id, mode });
      return html`<option value="${value}"${booleanAttribute('selected', value === chosen)}>${merchantName(merchants, id)} · ${mode}</option>`;
    }),
  );
}

/** Renders the same list as a separate form. */
export function tenantForm(action: string, choice: TenantChoice) {
  return html`<form class="picker" method="get" action="${action}">${tenantField(choice)}<button class="plain">Show</button></form>`;
}
