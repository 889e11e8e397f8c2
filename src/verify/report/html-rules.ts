import type { Exchange } from '../exchange.ts';
import { countOutcomes, type RuleOutcome } from '../outcome.ts';
import type { Rule } from '../rule.ts';
import { type Cause, groupByCause } from './causes.ts';
import { escapeMarkup } from './escape-markup.ts';
import type { ExchangeShower } from './show-exchange.ts';

/** Writes the failed rules by their causes, each with the exchange of its first rule; empty if none failed. */
export function showCauses(rules: readonly RuleOutcome[], shower: ExchangeShower): string {
  const causes = groupByCause(rules);
  if (causes.length === 0) return '';
  const articles = causes.map((cause) => showCause(cause, shower));
  return `<h2>Failed rules, by cause</h2>\n${articles.join('\n')}`;
}

function showCause({ expected, got, failures }: Cause, shower: ExchangeShower): string {
  const [{ rule, mismatch }, ...others] = failures;
  const { request, response } = shower.show(mismatch.exchange);
  return `<article id="${escapeMarkup(rule.id)}" data-outcome="failed">
<h3>${escapeMarkup(rule.sentence)}</h3>
<p>${showId(rule)}</p>
<dl><dt>Expected</dt><dd>${escapeMarkup(expected)}</dd><dt>But</dt><dd>${escapeMarkup(got)}</dd></dl>
${showWrite(mismatch.write, shower)}<details open><summary>Request and response</summary>
<pre>${escapeMarkup(request)}</pre>
<pre>${escapeMarkup(response)}</pre>
</details>
${showOthers(others)}</article>`;
}

/** Writes the write whose effect the failed read shows. */
function showWrite(write: Exchange | undefined, shower: ExchangeShower): string {
  if (!write) return '';
  const { request, response } = shower.show(write);
  return `<details open><summary>The write before it</summary>
<pre>${escapeMarkup(request)}</pre>
<pre>${escapeMarkup(response)}</pre>
</details>
`;
}

function showOthers(others: readonly RuleOutcome[]): string {
  if (others.length === 0) return '';
  const items = others.map(
    ({ rule }) => `<li id="${escapeMarkup(rule.id)}">${escapeMarkup(rule.sentence)} ${showId(rule)}</li>`,
  );
  const noun = others.length === 1 ? 'other rule' : 'other rules';
  return `<details><summary>${others.length} ${noun} with the same cause</summary>
<ul class="rules">
${items.join('\n')}
</ul>
</details>
`;
}

/** Writes all rules by their groups. */
export function showGroups(rules: readonly RuleOutcome[]): string {
  const groups = Map.groupBy(rules, ({ rule }) => rule.group);
  return [...groups]
    .map(([group, members]) => {
      const { passed, failed, notRun } = countOutcomes(members);
      const counts = [
        `${passed} passed`,
        ...(failed ? [`${failed} failed`] : []),
        ...(notRun ? [`${notRun} not run`] : []),
      ];
      return `<details class="group">
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
  return `<li data-outcome="${outcome.kind}">${mark} ${words}${why} ${showId(outcome.rule)}</li>`;
}

function showId({ id, cites }: Rule): string {
  const contract = cites === undefined ? '' : ` <span class="soft">contract ${escapeMarkup(cites)}</span>`;
  return `<code>${escapeMarkup(id)}</code>${contract}`;
}
