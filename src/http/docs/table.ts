import { type Content, type Html, html } from '../pages/html.ts';

export interface TableRow {
  /** The fragment of a link to the row. */
  readonly id?: string;
  readonly cells: readonly Content[];
}

/** Renders a table, which may be wider than a small screen. An element that scrolls must be reachable by keyboard. */
export function table(header: readonly Content[], rows: readonly TableRow[]): Html {
  return html`<div class="scroll" tabindex="0"><table><thead><tr>${header.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead><tbody>${rows.map(
    ({ id, cells }) =>
      html`<tr${id && html` id="${id}"`}>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}
