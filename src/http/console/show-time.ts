import { showMillis } from '../../domain/instant.ts';
import { html } from '../pages/html.ts';

/** A time to the second, in UTC; the browser's script shows the reader's own. @param millis UNIX milliseconds. */
export function showTime(millis: number) {
  const text = showMillis(millis);
  return html`<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 19)} UTC</time>`;
}

/** The time of day alone, in UTC. */
export function showClock(millis: number) {
  const text = showMillis(millis);
  return html`<time datetime="${text}" data-clock>${text.slice(11, 19)}</time>`;
}
