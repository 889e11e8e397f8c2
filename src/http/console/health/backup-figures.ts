import { html } from '../../pages/html.ts';
import type { ConsoleServices } from '../console-services.ts';
import { figureList } from '../figure-list.ts';
import { showBytes, showDuration } from '../show-quantity.ts';
import { showTime } from '../show-time.ts';

/** Renders the last scheduled backup, its size, its age and the next one, or how to schedule backups. */
export function backupFigures({ backups, health, clock }: ConsoleServices) {
  if (!backups) return withoutSchedule(health);
  const { isRunning, last, next } = backups.status();
  const now = clock();
  return html`${figureList([
    ['Last backup', last ? showTime(last.at) : 'none yet'],
    ['Age', last ? showDuration(now - last.at) : '–'],
    ['Size', last ? showBytes(last.bytes) : '–'],
    ['Next backup', isRunning ? 'running now' : showTime(Math.max(next, now))],
  ])}${last && html`<p class="faint">The last backup is <code>${last.name}</code>. Copy the backups to another machine.</p>`}`;
}

function withoutSchedule(health: ConsoleServices['health']) {
  if (!health) return html`<p class="empty">A database in memory has no backups.</p>`;
  return health.hasBackups
    ? html`<div class="empty"><p>This server makes no backups. Start it with a folder for them, preferably on another disk:</p><pre data-copy><code>upsertd serve --backup-dir /backup --backup-every 24h --backup-keep 14</code></pre></div>`
    : html`<div class="empty"><p>upsertd makes no backups of PostgreSQL. Use its own tool, or that of your provider:</p><pre data-copy><code>pg_dump --format=custom --file=upsertd.dump "$DATABASE_URL"</code></pre></div>`;
}
