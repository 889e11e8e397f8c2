import { type Merchant, MODES, type Tenant } from '../../domain/tenant.ts';
import { booleanAttribute, html } from '../pages/html.ts';
import { type PageRequest, textOf } from './page-request.ts';

/** Whose data a page shows, and whose it could. */
export interface TenantChoice {
  readonly chosen: Tenant | undefined;
  readonly merchants: readonly Merchant[];
}

/** `tenant=MERCHANT.MODE` of the query, in any case; the first merchant's sandbox unless it says another one that there is. */
export async function chooseTenant({ services, query }: PageRequest): Promise<TenantChoice> {
  const merchants = await services.store.merchants.list();
  const all = merchants.flatMap(({ id }) => MODES.map((mode) => ({ merchantId: id, mode })));
  const wanted = textOf(query.tenant).toLowerCase();
  return { chosen: all.find((tenant) => tenantParam(tenant) === wanted) ?? all[0], merchants };
}

export function tenantParam({ merchantId, mode }: Tenant): string {
  return `${merchantId}.${mode}`;
}

/** A list to choose from, as part of a form. */
export function tenantField({ chosen, merchants }: TenantChoice, label = 'Merchant and mode') {
  return html`<div><label for="tenant">${label}</label><select id="tenant" name="tenant">${merchants.flatMap(
    ({ id, name }) =>
      MODES.map((mode) => {
        const isChosen = chosen?.merchantId === id && chosen.mode === mode;
        return html`<option value="${id}.${mode}"${booleanAttribute('selected', isChosen)}>${name} · ${mode}</option>`;
      }),
  )}</select></div>`;
}

/** The same as a form of its own. */
export function tenantForm(action: string, choice: TenantChoice) {
  return html`<form class="picker" method="get" action="${action}">${tenantField(choice)}<button class="plain">Show</button></form>`;
}
