import { createHash } from 'node:crypto';
import { countOutcomes, type Outcome } from '../outcome.ts';
import { escapeMarkup } from './escape-markup.ts';
import { showCauses, showGroups } from './html-rules.ts';
import { SCRIPT } from './html-script.ts';
import { STYLE } from './html-style.ts';
import type { ExchangeShower } from './show-exchange.ts';

/**
 * Writes the outcome as one HTML page. The page is self-contained and sends no request; its Content-Security-Policy makes
 * the browser enforce that, and run no other script than the one of the report.
 */
export function htmlReport(outcome: Outcome, shower: ExchangeShower): string {
  const policy = `default-src 'none'; style-src '${hashOf(STYLE)}'; script-src '${hashOf(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  const title = titleOf(outcome);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeMarkup(policy)}">
<title>${title}: ${escapeMarkup(outcome.url)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${title}</h1>
${showHeader(outcome)}
</header>
<main>
${CONTROLS}
${showCauses(outcome.rules, shower)}
<h2>All rules</h2>
${showGroups(outcome.rules)}
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

const CONTROLS = `<p id="controls" hidden>
<label>Search <input id="search" type="search"></label>
<label>Outcome <select id="outcome"><option value="">all</option><option>failed</option><option>passed</option><option>not run</option></select></label>
<output id="shown" for="search outcome"></output>
</p>`;

const KINDS = {
  server: 'a server: shape and behaviour',
  mock: 'a mock: shape only',
  unknown: 'a target on which the rules cannot run',
} as const;

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function titleOf({ rules, stopped }: Outcome): string {
  const { failed } = countOutcomes(rules);
  if (failed > 0) return 'The target breaks the contract';
  return stopped ? 'The run ended before its last rule' : 'The target follows the contract';
}

function showHeader(outcome: Outcome): string {
  const { url, target, rules, startedAt, took, createdCount, run, coverage, stopped } = outcome;
  const { passed, failed, notRun } = countOutcomes(rules);
  const when = `${startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC, in ${(took / 1000).toFixed(1)} s`;
  const stay = `The ${createdCount} customers of this run remain, because the API cannot delete customers; a search for ${run} finds them.`;
  return `<p><a href="${escapeMarkup(url)}">${escapeMarkup(url)}</a>, ${KINDS[target.kind]}</p>
<ul class="counts">
<li class="passed"><b>${passed}</b> passed</li>
<li class="failed"><b>${failed}</b> failed</li>
<li class="notrun"><b>${notRun}</b> not run</li>
</ul>
${stopped ? `<p class="failed">${escapeMarkup(stopped.sentence)}</p>` : ''}
<p class="soft">${when}. The responses cover ${coverage.covered} of the ${coverage.total} cases that the spec declares.</p>
${createdCount > 0 ? `<p class="soft">${stay}</p>` : ''}`;
}
