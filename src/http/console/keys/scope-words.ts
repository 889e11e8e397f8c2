import type { Contract } from '../../../contract/load.ts';
import { ALL_SCOPES, grants } from '../../../domain/keys/key-gate.ts';
import { html } from '../../pages/html.ts';

const VERBS = new Map([
  ['read', 'Read'],
  ['write', 'Create and change'],
  ['*', 'Read, create and change'],
]);

/** Resources whose name in a scope is too short to be clear. */
const RESOURCES = new Map([['sync', 'sync states']]);

/** Returns a scope in words, such as `Read customers`. */
export function scopeTitle(scope: string): string {
  if (scope === ALL_SCOPES) return 'Everything';
  const [resource = '', action = ''] = scope.split(':');
  return `${VERBS.get(action) ?? action} ${RESOURCES.get(resource) ?? resource.replaceAll('_', ' ')}`;
}

/** Renders scopes in words, each with the operations that it allows. */
export function scopeList(scopes: readonly string[], contract: Contract) {
  return html`<ul class="scope-list">${scopes.map(
    (scope) =>
      html`<li><strong>${scopeTitle(scope)}</strong> <code>${scope}</code> <span class="faint">${operationsOf(scope, contract)}</span></li>`,
  )}</ul>`;
}

function operationsOf(scope: string, { operations }: Contract): string {
  if (scope === ALL_SCOPES)
    return 'Every operation of the API, including operations that later versions add.';
  const summaries = operations
    .filter((operation) => grants([scope], operation.scope))
    .map(({ summary }) => summary);
  return summaries.length === 0 ? 'No operation of this API.' : `${summaries.join(' · ')}.`;
}
