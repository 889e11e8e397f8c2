import { keyState } from '../../../domain/keys/api-key.ts';
import type { Tenant } from '../../../domain/tenant.ts';
import { html } from '../../pages/html.ts';
import type { ConsoleServices } from '../console-services.ts';
import { firstUpsert } from '../curl-command.ts';
import { layout } from '../layout.ts';
import { type PageRequest, textOf } from '../page-request.ts';
import { htmlResponse, type PageResponse } from '../page-response.ts';
import { MAX_LOGGED_REQUESTS } from '../requests/request-log.ts';
import { showBytes } from '../show-quantity.ts';
import { showTime } from '../show-time.ts';
import { chooseTenant, tenantForm, tenantParam } from '../tenant-choice.ts';
import { OUTCOMES } from './activity.ts';
import { barChart, sumOf, totalOf } from './chart.ts';

const RANGES = {
  hour: { text: 'the last hour', spanMinutes: 1, spans: 60 },
  day: { text: 'the last 24 hours', spanMinutes: 30, spans: 48 },
} as const;

type Range = keyof typeof RANGES;

/** Shows the recent outcomes of each source, and how much data the tenant has. */
export async function overviewPage(pageRequest: PageRequest): Promise<PageResponse> {
  const { services, query, session } = pageRequest;
  const choice = await chooseTenant(pageRequest);
  const range: Range = textOf(query.range) === 'day' ? 'day' : 'hour';
  const { chosen } = choice;
  const body = html`<h1>Overview</h1>
${tenantForm('/console', choice)}
<div id="live" data-live>
${chosen && (await figures(services, chosen))}
<h2>Synchronisation</h2>
<p class="tabs">${(Object.keys(RANGES) as Range[]).map((one) => html`<a href="/console?range=${one}&tenant=${chosen ? tenantParam(chosen) : ''}"${one === range && html` aria-current="page"`}>${one === 'hour' ? 'Last hour' : 'Last 24 hours'}</a> `)}<span class="faint">Counted since the server started at ${showTime(services.startedAt)}.</span></p>
${chosen && sources(pageRequest, chosen, range)}
</div>`;
  return htmlResponse(layout({ title: 'Overview', session, body }));
}

function sources({ services, origin }: PageRequest, tenant: Tenant, range: Range) {
  const names = services.activity.sources(tenant);
  if (names.length === 0) {
    return html`<div class="empty"><p>No source has sent a customer since the server started.${services.hasDocs && html` The <a href="/docs#upsert">upsert guide</a> explains the request.`} Send the first one:</p>${firstUpsert(origin)}</div>`;
  }
  const { text, spanMinutes, spans } = RANGES[range];
  return names.map((name) => {
    const counts = services.activity.counts(tenant, name, services.clock(), spanMinutes, spans);
    const sums = sumOf(counts);
    const summaries = OUTCOMES.map((outcome) => `${sums[outcome]} ${outcome}`).join(', ');
    const highest = Math.max(...counts.map(totalOf));
    return html`<section class="card source" aria-label="${name}"><h3>${name}</h3>
${barChart(`${name} in ${text}: ${summaries}`, counts)}
<p class="axis"><span>${text}</span><span>maximum ${highest.toLocaleString('en')} in ${spanMinutes === 1 ? '1 minute' : `${spanMinutes} minutes`}</span></p>
<ul class="legend">${OUTCOMES.map((outcome) => html`<li class="${outcome}">${outcome} <strong>${sums[outcome].toLocaleString('en')}</strong></li>`)}</ul></section>`;
  });
}

async function figures({ store, clock, log }: ConsoleServices, tenant: Tenant) {
  const [customers, newest, keys, all] = await Promise.all([
    store.customers.list(tenant, { limit: 1, offset: 0 }),
    store.events.list(tenant, { limit: 1 }),
    store.keys.list(),
    store.figures(),
  ]);
  const requests = log.list();
  const own = keys.filter(({ merchantId, mode }) => merchantId === tenant.merchantId && mode === tenant.mode);
  const shown = [
    ['Customers', (customers.total ?? 0).toLocaleString('en')],
    ['Events', (newest.items[0]?.sequence ?? 0).toLocaleString('en')],
    ['Active keys', own.filter((key) => keyState(key, clock()) === 'active').length],
    ['Stored responses, at most', all.keptAnswers.toLocaleString('en')],
    [
      `Replays in the last ${MAX_LOGGED_REQUESTS} requests`,
      requests.filter(({ isReplay }) => isReplay).length,
    ],
    ['Database', showBytes(all.databaseBytes)],
  ] as const;
  return html`<dl class="figures">${shown.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
