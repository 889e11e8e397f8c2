import { toSnake } from '../../../contract/field-names.ts';
import type { Customer } from '../../../domain/customer.ts';
import type { CustomerEvent } from '../../../domain/event.ts';
import { html } from '../../pages/html.ts';
import { showValue } from '../show-value.ts';

/** Renders the fields that an update changed, with their values before and after. */
export function showChange({ previous, customer }: CustomerEvent) {
  if (!previous) return null;
  const changed = Object.entries(previous.fields) as [keyof Customer['fields'], unknown][];
  return html`<dl class="changes">${changed.map(
    ([name, before]) =>
      html`<dt>${toSnake(name)}</dt><dd><del>${showValue(before)}</del> <ins>${showValue(customer.fields[name])}</ins></dd>`,
  )}${
    previous.references &&
    html`<dt>references</dt><dd><ins>${customer.references.map(({ source, externalId }) => `${source} ${externalId}`).join(', ')}</ins></dd>`
  }</dl>`;
}
