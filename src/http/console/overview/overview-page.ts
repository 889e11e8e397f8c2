import { keyState } from '../../../domain/api-key.ts';
import type { Tenant } from '../../../domain/tenant.ts';
import { html } from '../../pages/html.ts';
import { OUTCOMES } from './activity.ts';
import { barChart, sumOf, totalOf } from './chart.ts';
import type { ConsoleServices } from '../console-services.ts';
import { layout } from '../layout.ts';
import { type PageRequest, textOf } from '../page-request.ts';
import { showTime } from '../show-time.ts';
import { chooseTenant, tenantForm, tenantParam } from '../tenant-choice.ts';

const RANGES = {
  hour: { words: 'the last hour', spanMinutes: 1, spans: 60 },
  day: { words: 'the last 24 hours', spanMinutes: 30, spans: 48 },
} as const;

type Range = keyof typeof RANGES;

/** What the sources did lately, and how much there is. */
export async function overviewPage(pageRequest: PageRequest): Promise<string> {
  const { services, query, session } = pageRequest;
  const choice = await chooseTenant(pageRequest);
  const range: Range = textOf(query.range) === 'day' ? 'day' : 'hour';
  const { chosen } = choice;
  const body = html`<h1>Overview</h1>
${tenantForm('/console', choice)}
<div id="live" data-live>
${chosen && (await figures(services, chosen))}
<h2>Synchronisation</h2>
<p class="tabs">${(Object.keys(RANGES) as Range[]).map((one) => html`<a href="/console?range=${one}&tenant=${chosen ? tenantParam(chosen) : ''}"${one === range && html` aria-current="page"`}>${one === 'hour' ? 'Last hour' : 'Last 24 hours'}</a> `)}<span class="faint">Seen since the server started, ${showTime(services.startedAt)}.</span></p>
${chosen && sources(services, chosen, range)}
</div>`;
  return layout({ title: 'Overview', session, body });
}

function sources(services: ConsoleServices, tenant: Tenant, range: Range) {
  const names = services.activity.sources(tenant);
  if (names.length === 0) {
    return html`<p class="empty">No source has sent anything yet.${services.hasDocs && html` The <a href="/docs#upsert">upsert guide</a> shows how one does.`}</p>`;
  }
  const { words, spanMinutes, spans } = RANGES[range];
  return names.map((name) => {
    const counts = services.activity.counts(tenant, name, services.clock(), spanMinutes, spans);
    const sums = sumOf(counts);
    const summaries = OUTCOMES.map((outcome) => `${sums[outcome]} ${outcome}`).join(', ');
    const most = Math.max(...counts.map(totalOf));
    return html`<section class="card source" aria-label="${name}"><h3>${name}</h3>
${barChart(`${name} in ${words}: ${summaries}`, counts)}
<p class="axis"><span>${words}</span><span>at most ${most.toLocaleString('en')} in ${spanMinutes === 1 ? 'a minute' : 'half an hour'}</span></p>
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
    ['Kept answers, at most', all.keptAnswers.toLocaleString('en')],
    ['Replays lately', requests.filter(({ isReplay }) => isReplay).length],
    ['Database', showBytes(all.databaseBytes)],
  ] as const;
  return html`<dl class="figures">${shown.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function showBytes(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KiB`;
  const mebibytes = bytes / 1024 / 1024;
  return mebibytes < 1024 ? `${mebibytes.toFixed(1)} MiB` : `${(mebibytes / 1024).toFixed(1)} GiB`;
}
