import { keyState } from '../../../domain/keys/api-key.ts';
import { MINUTE_MS } from '../../../domain/store/request-counts.ts';
import type { Tenant } from '../../../domain/tenant.ts';
import { html } from '../../pages/html.ts';
import { barChart } from '../charts/bar-chart.ts';
import { requestChart } from '../charts/request-chart.ts';
import { type RangeName, rangeTabs, readRangeName, timeRange } from '../charts/time-range.ts';
import type { ConsoleServices } from '../console-services.ts';
import { firstUpsert } from '../curl-command.ts';
import { figureList } from '../figure-list.ts';
import { readDatabaseState } from '../health/database-state.ts';
import { healthWarnings, warningList } from '../health/health-warnings.ts';
import { layout } from '../layout.ts';
import type { PageRequest } from '../page-request.ts';
import { htmlResponse, type PageResponse } from '../page-response.ts';
import { MAX_LOGGED_REQUESTS } from '../requests/request-log.ts';
import { requestsLink } from '../requests/requests-link.ts';
import { showBytes } from '../show-quantity.ts';
import { showTime } from '../show-time.ts';
import { chooseTenant, tenantForm, tenantParam } from '../tenant-choice.ts';
import { OUTCOMES } from './activity.ts';

const SERIES = OUTCOMES.map((key) => ({ key, text: key }));

/** Shows how much data the tenant has, its recent requests, and the recent outcomes of each source. */
export async function overviewPage(pageRequest: PageRequest): Promise<PageResponse> {
  const { services, query } = pageRequest;
  const choice = await chooseTenant(pageRequest);
  const name = readRangeName(query.range);
  const range = timeRange(name, services.clock());
  const { chosen } = choice;
  const body = html`<h1>Overview</h1>
${tenantForm('/console', choice)}
<div id="live" data-live>
${warningList(healthWarnings(services, await readDatabaseState(services)).map((warning) => html`${warning} <a href="/console/health">Health</a>`))}
${chosen && (await figures(services, chosen))}
${rangeTabs(name, (one) => `/console?range=${one}&tenant=${chosen ? tenantParam(chosen) : ''}`)}
<h2>Requests</h2>
${chosen && (await requestChart(services, range, chosen))}
<h2>Synchronisation</h2>
<p class="faint">Items that each source sent, by outcome, since the server started at ${showTime(services.startedAt)}, for at most 24 hours.</p>
${chosen && sources(pageRequest, chosen, name)}
</div>`;
  return htmlResponse(layout(pageRequest, { title: 'Overview', body }));
}

function sources({ services, origin }: PageRequest, tenant: Tenant, name: RangeName) {
  const sourceNames = services.activity.sources(tenant);
  if (sourceNames.length === 0) {
    return html`<div class="empty"><p>No source has sent a customer since the server started.${services.hasDocs && html` The <a href="/docs#upsert">upsert guide</a> explains the request.`} Send the first one:</p>${firstUpsert(origin)}</div>`;
  }
  // The activity is stored for 24 hours.
  const range = timeRange(name === 'week' ? 'day' : name, services.clock());
  const end = (range.from + range.spans * range.spanMinutes - 1) * MINUTE_MS;
  return sourceNames.map((source, index) => {
    const counts = services.activity.counts(tenant, source, end, range.spanMinutes, range.spans);
    const linkTo = (from: number, to: number) =>
      requestsLink(from, to, { tenant: tenantParam(tenant), source });
    return html`<section class="card source" aria-label="${source}"><h3>${source} <span class="faint">${range.text}</span></h3>
${barChart({ id: `source-table-${index}`, series: SERIES, range, counts, linkTo })}</section>`;
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
  return figureList(shown);
}
