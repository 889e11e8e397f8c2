import { createHash } from 'node:crypto';
import { countOutcomes, type Outcome, type RuleOutcome } from '../outcome.ts';
import { escapeMarkup } from './escape-markup.ts';
import { STYLE } from './html-style.ts';
import type { ExchangeShower } from './show-exchange.ts';

/**
 * Writes the outcome as one HTML page. The page is self-contained and runs no script; its Content-Security-Policy makes
 * the browser enforce both.
 */
export function htmlReport(outcome: Outcome, shower: ExchangeShower): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
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
${showFailures(outcome.rules, shower)}
<h2>All rules</h2>
${showGroups(outcome.rules)}
</main>
</body>
</html>
`;
}

const KINDS = {
  server: 'a server: shape and behaviour',
  mock: 'a mock: shape only',
  unknown: 'a target on which the rules cannot run',
} as const;

function titleOf({ rules, stopped }: Outcome): string {
  const { failed } = countOutcomes(rules);
  if (failed > 0) return 'The target breaks the contract';
  return stopped ? 'The run ended before its last rule' : 'The target follows the contract';
}

function showHeader({
  url,
  target,
  rules,
  startedAt,
  took,
  createdCount: left,
  run,
  coverage,
  stopped,
}: Outcome): string {
  const { passed, failed, notRun } = countOutcomes(rules);
  const what = KINDS[target.kind];
  const when = `${startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC, in ${(took / 1000).toFixed(1)} s`;
  const stay = `The ${left} customers of this run remain, because the API cannot delete customers; a search for ${run} finds them.`;
  return `<p><a href="${escapeMarkup(url)}">${escapeMarkup(url)}</a>, ${what}</p>
<ul class="counts">
<li class="passed"><b>${passed}</b> passed</li>
<li class="failed"><b>${failed}</b> failed</li>
<li class="notrun"><b>${notRun}</b> not run</li>
</ul>
${stopped ? `<p class="failed">${escapeMarkup(stopped.sentence)}</p>` : ''}
<p class="soft">${when}. The responses cover ${coverage.covered} of the ${coverage.total} cases that the spec declares.</p>
${left > 0 ? `<p class="soft">${stay}</p>` : ''}`;
}

function showFailures(rules: readonly RuleOutcome[], shower: ExchangeShower): string {
  const failures = rules.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome] : []));
  if (failures.length === 0) return '';
  const articles = failures.map(({ rule, mismatch }) => {
    const { request, response } = shower.show(mismatch.exchange);
    return `<article id="${escapeMarkup(rule.id)}">
<h3>${escapeMarkup(rule.sentence)}</h3>
<p><code>${escapeMarkup(rule.id)}</code></p>
<dl><dt>Expected</dt><dd>${escapeMarkup(mismatch.expected)}</dd><dt>But</dt><dd>${escapeMarkup(mismatch.got)}</dd></dl>
<details open><summary>Request and response</summary>
<pre>${escapeMarkup(request)}</pre>
<pre>${escapeMarkup(response)}</pre>
</details>
</article>`;
  });
  return `<h2>Failed rules</h2>\n${articles.join('\n')}`;
}

function showGroups(rules: readonly RuleOutcome[]): string {
  const groups = Map.groupBy(rules, ({ rule }) => rule.group);
  return [...groups]
    .map(([group, members]) => {
      const { passed, failed, notRun } = countOutcomes(members);
      const counts = [
        `${passed} passed`,
        ...(failed ? [`${failed} failed`] : []),
        ...(notRun ? [`${notRun} not run`] : []),
      ];
      return `<details>
<summary><b>${escapeMarkup(group)}</b> <span class="${failed ? 'failed' : 'soft'}">${counts.join(', ')}</span></summary>
<ul class="rules">
${members.map(showRule).join('\n')}
</ul>
</details>`;
    })
    .join('\n');
}

function showRule(outcome: RuleOutcome): string {
  const { id, sentence } = outcome.rule;
  const why =
    outcome.kind === 'not run' ? ` <span class="soft">needs ${escapeMarkup(outcome.needs)}</span>` : '';
  const text = escapeMarkup(sentence);
  const words = outcome.kind === 'failed' ? `<a href="#${escapeMarkup(id)}">${text}</a>` : text;
  const mark = `<span class="outcome ${outcome.kind.replace(' ', '')}">${outcome.kind}</span>`;
  return `<li>${mark} ${words}${why} <code>${escapeMarkup(id)}</code></li>`;
}
