import { keyState } from '../../../domain/keys/api-key.ts';
import { type Merchant, MODES, type Mode, type Tenant } from '../../../domain/tenant.ts';
import { html } from '../../pages/html.ts';
import type { ConsoleServices } from '../console-services.ts';
import { layout } from '../layout.ts';
import { merchantName } from '../merchant-name.ts';
import { type PageRequest, readCount } from '../page-request.ts';
import { htmlResponse, type PageResponse } from '../page-response.ts';
import { showTime } from '../show-time.ts';
import { tenantParam } from '../tenant-choice.ts';

const PAGE_LENGTH = 50;

interface TenantFigures {
  readonly mode: Mode;
  readonly customers: number;
  readonly activeKeys: number;
}

/** Shows the merchants with the number of their customers and active keys in each mode. */
export async function merchantsPage(pageRequest: PageRequest): Promise<PageResponse> {
  const { services, query } = pageRequest;
  const merchants = await services.store.merchants.list();
  const offset = readCount(query.offset);
  const shown = merchants.slice(offset, offset + PAGE_LENGTH);
  const countKeys = await activeKeyCounter(services);
  const rows = await Promise.all(
    shown.map(async (merchant) => ({ merchant, figures: await readFigures(services, merchant, countKeys) })),
  );
  const body = html`<h1>Merchants</h1>
<p class="faint">The data of each merchant, and of each mode, is isolated from that of the others. <code>upsertd merchants create --name "NAME"</code> creates a merchant.</p>
${
  rows.length === 0
    ? emptyState(offset)
    : html`<div class="scroll" tabindex="0"><table><thead><tr><th>Name</th>${MODES.map((mode) => html`<th class="number">Customers, ${mode}</th><th class="number">Active keys, ${mode}</th>`)}<th>Created</th><th>Id</th></tr></thead><tbody>${rows.map(
        ({ merchant: { id, createdAt }, figures }) =>
          html`<tr><td>${merchantName(merchants, id)}</td>${figures.map(
            ({ mode, customers, activeKeys }) =>
              html`<td class="number"><a href="/console/customers?tenant=${tenantParam({ merchantId: id, mode })}">${customers.toLocaleString('en')}</a></td><td class="number">${activeKeys}</td>`,
          )}<td>${showTime(createdAt)}</td><td><code>${id}</code></td></tr>`,
      )}</tbody></table></div>`
}
<p class="pager">${offset > 0 && html`<a class="button plain" href="/console/merchants?offset=${Math.max(0, offset - PAGE_LENGTH)}" rel="prev">Earlier</a>`}${offset + PAGE_LENGTH < merchants.length && html`<a class="button plain" href="/console/merchants?offset=${offset + PAGE_LENGTH}" rel="next">Later</a>`}</p>`;
  return htmlResponse(layout(pageRequest, { title: 'Merchants', body }));
}

function emptyState(offset: number) {
  return offset > 0
    ? html`<p class="empty">There are no merchants on this page.</p>`
    : html`<div class="empty"><p>There are no merchants yet. Create the first one on the machine of the server:</p><pre data-copy><code>upsertd merchants create --name "My merchant"</code></pre></div>`;
}

async function activeKeyCounter({ store, clock }: ConsoleServices): Promise<(tenant: Tenant) => number> {
  const counts = new Map<string, number>();
  for (const key of await store.keys.list()) {
    if (keyState(key, clock()) !== 'active') continue;
    const tenant = tenantParam(key);
    counts.set(tenant, (counts.get(tenant) ?? 0) + 1);
  }
  return (tenant) => counts.get(tenantParam(tenant)) ?? 0;
}

function readFigures(
  { store }: ConsoleServices,
  { id: merchantId }: Merchant,
  countKeys: (tenant: Tenant) => number,
): Promise<TenantFigures[]> {
  return Promise.all(
    MODES.map(async (mode) => {
      const tenant = { merchantId, mode };
      const { total = 0 } = await store.customers.list(tenant, { limit: 1, offset: 0 });
      return { mode, customers: total, activeKeys: countKeys(tenant) };
    }),
  );
}
