import { type Content, html } from '../pages/html.ts';

/** Renders names with their values as large figures. @param look `many` makes them narrow. */
export function figureList(figures: readonly (readonly [name: string, value: Content])[], look?: 'many') {
  return html`<dl class="${look === undefined ? 'figures' : `figures ${look}`}">${figures.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
