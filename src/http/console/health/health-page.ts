import { html } from '../../pages/html.ts';
import { requestChart } from '../charts/request-chart.ts';
import { rangeTabs, readRangeName, timeRange } from '../charts/time-range.ts';
import type { ConsoleServices } from '../console-services.ts';
import { figureList } from '../figure-list.ts';
import { formToken, layout } from '../layout.ts';
import type { PageRequest } from '../page-request.ts';
import { htmlResponse, type PageResponse, redirect } from '../page-response.ts';
import { showBytes, showDuration } from '../show-quantity.ts';
import { showTime } from '../show-time.ts';
import { backupFigures } from './backup-figures.ts';
import type { DatabaseChecks } from './database-checks.ts';
import { type DatabaseState, readDatabaseState } from './database-state.ts';
import { healthWarnings, warningList } from './health-warnings.ts';
import { FIGURE_MINUTES, type RequestSummary } from './request-figures.ts';

/** Shows whether the server works: its requests, its database, and the findings of the last checks. */
export async function healthPage(pageRequest: PageRequest): Promise<PageResponse> {
  const { services, session, query } = pageRequest;
  const { checks, health, requestFigures } = services;
  const name = readRangeName(query.range);
  const state = await readDatabaseState(services);
  const body = html`<h1>Health</h1>
<div id="live" data-live>
${warningList(healthWarnings(services, state))}
${serverFigures(services, state)}
<h2>Requests in the last ${FIGURE_MINUTES} minutes</h2>
${requestList(requestFigures.summary())}
<h2>Requests of all merchants</h2>
${rangeTabs(name, (one) => `/console/health?range=${one}`)}
${await requestChart(services, timeRange(name, services.clock()))}
<h2>Database</h2>
${await databaseFigures(services, state)}
<h2>Backups</h2>
${backupFigures(services)}
<h2>Checks of the database</h2>
${checks ? showChecks(checks) : html`<p class="empty">A database in memory has no checks.</p>`}
</div>
${health && html`<form method="post" action="/console/health/checks">${formToken(session)}<button>Run the checks</button> <span class="faint">The checks are those of <code>upsertd doctor</code>. They change nothing, and read the whole database, which uses the disk for a while.</span></form>`}`;
  return htmlResponse(layout(pageRequest, { title: 'Health', body }));
}

/** Starts the checks of the database. The live part of the page shows their results. */
export async function runChecksPage({ services }: PageRequest): Promise<PageResponse> {
  services.checks?.start();
  return redirect('/console/health');
}

function serverFigures({ version, clock, startedAt }: ConsoleServices, { responds }: DatabaseState) {
  return html`${figureList([
    ['Version', version],
    ['Uptime', showDuration(clock() - startedAt)],
    ['Database', responds ? 'responds' : 'does not respond'],
  ])}<p class="faint">Started ${showTime(startedAt)}.</p>`;
}

function requestList({ requests, clientErrors, serverErrors, p50, p95 }: RequestSummary) {
  return figureList([
    ['Requests', requests.toLocaleString('en')],
    ['Server errors (5xx)', showShare(serverErrors, requests)],
    ['Client errors (4xx)', showShare(clientErrors, requests)],
    ['Duration, median', showMilliseconds(p50)],
    ['Duration, 95th percentile', showMilliseconds(p95)],
  ]);
}

async function databaseFigures({ store }: ConsoleServices, { freeBytes: free }: DatabaseState) {
  const own = await store.figures().catch(() => undefined);
  if (!own) return html`<p class="empty">The figures of the database cannot be read at the moment.</p>`;
  return figureList([
    ['Writes that wait', own.waitingWrites.toLocaleString('en')],
    ['Size', showBytes(own.databaseBytes)],
    ['WAL', showBytes(own.walBytes)],
    ['Free on the disk', free === undefined ? 'unknown' : showBytes(free)],
  ]);
}

const VERDICTS = { good: ['good', 'active'], odd: ['warning', 's4'], bad: ['bad', 's5'] } as const;

function showChecks({ isRunning, last }: DatabaseChecks) {
  if (isRunning)
    return html`<p class="empty">The checks are running. This page shows the results when they end.</p>`;
  if (!last) return html`<p class="empty">The checks have not run since the server started.</p>`;
  if (last.results.length === 0)
    return html`<p class="message bad">The checks could not run at ${showTime(last.at)}. Run upsertd doctor on the machine of the server.</p>`;
  return html`<p class="faint">Checked ${showTime(last.at)}.</p>
<div class="scroll" tabindex="0"><table><thead><tr><th>Result</th><th>Check</th><th>Finding</th></tr></thead><tbody>${last.results.map(
    ({ what, verdict, detail }) => {
      const [text, look] = VERDICTS[verdict];
      return html`<tr><td><span class="badge ${look}">${text}</span></td><td>${what}</td><td>${detail}</td></tr>`;
    },
  )}</tbody></table></div>`;
}

function showShare(part: number, whole: number): string {
  return whole === 0 ? '–' : `${part.toLocaleString('en')} (${((part / whole) * 100).toFixed(1)} %)`;
}

function showMilliseconds(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '–' : `${milliseconds.toFixed(1)} ms`;
}
