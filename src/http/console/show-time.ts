import { showMillis } from '../../domain/instant.ts';
import { html } from '../pages/html.ts';

/** Renders a time to the second, in UTC. @param millis UNIX milliseconds. */
export function showTime(millis: number) {
  const text = showMillis(millis);
  return html`<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 19)} UTC</time>`;
}

/** Renders only the time of day, in UTC. @param millis UNIX milliseconds. */
export function showClock(millis: number) {
  const text = showMillis(millis);
  return html`<time datetime="${text}" data-clock>${text.slice(11, 19)}</time>`;
}
