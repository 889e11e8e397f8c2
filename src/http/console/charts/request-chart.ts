import type { StatusClass } from '../../../domain/store/request-counts.ts';
import type { Tenant } from '../../../domain/tenant.ts';
import { html } from '../../pages/html.ts';
import type { ConsoleServices } from '../console-services.ts';
import { requestsLink } from '../requests/requests-link.ts';
import { tenantParam } from '../tenant-choice.ts';
import { barChart, type Series } from './bar-chart.ts';
import type { TimeRange } from './time-range.ts';

const SERIES: readonly Series<StatusClass>[] = [
  { key: 'successes', text: '2xx' },
  { key: 'redirects', text: '3xx' },
  { key: 'clientErrors', text: '4xx' },
  { key: 'serverErrors', text: '5xx' },
];

/** Renders the requests of a tenant, or of all tenants and without a valid key, by the class of their status. */
export async function requestChart({ requestCounter }: ConsoleServices, range: TimeRange, tenant?: Tenant) {
  const { from, spanMinutes, spans } = range;
  const counts = await requestCounter.counts({ tenant, from, spanMinutes, spans }).catch(() => undefined);
  if (!counts)
    return html`<p class="empty">The counts of the requests cannot be read at the moment. Check the database.</p>`;
  const filter = tenant ? { tenant: tenantParam(tenant) } : {};
  const linkTo = (start: number, end: number) => requestsLink(start, end, filter);
  return html`<section class="card source" aria-label="Requests in ${range.text}">
${barChart({ id: 'requests-table', series: SERIES, range, counts, linkTo })}</section>`;
}
