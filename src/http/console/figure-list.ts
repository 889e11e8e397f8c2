import { type Content, html } from '../pages/html.ts';

/** Renders names with their values as large figures. */
export function figureList(figures: readonly (readonly [name: string, value: Content])[]) {
  return html`<dl class="figures">${figures.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
