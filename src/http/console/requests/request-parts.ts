import { html } from '../../pages/html.ts';
import type { LoggedRequest } from './request-log.ts';

/** Renders method, path and mode. */
export function requestLine({ method, path, tenant }: LoggedRequest) {
  const mode = tenant?.mode;
  return html`<strong>${method}</strong> <code>${breakable(path)}</code> ${mode && html`<span class="badge ${mode}">${mode}</span>`}`;
}

/** Lets a line break after each slash, and not inside of a name in braces. */
function breakable(path: string) {
  return path.split('/').map((part, index) => (index === 0 ? part : html`/<wbr>${part}`));
}

export function statusBadge({ status }: LoggedRequest) {
  return html`<span class="badge s${Math.floor(status / 100)}">${status}</span>`;
}

/** Renders the outcome of an upsert or the reason of an error. */
export function resultOf({ outcome, problem, isReplay }: LoggedRequest) {
  return html`${problem ?? outcome ?? '–'}${isReplay && html` <span class="badge">replayed</span>`}`;
}
