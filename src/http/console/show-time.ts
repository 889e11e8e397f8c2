import { type Instant, instantToMillis, parseInstant, showMillis } from '../../domain/instant.ts';
import { html } from '../pages/html.ts';

/** Renders a time to the second, in UTC: the only form of a time in the console. @param millis UNIX milliseconds. */
export function showTime(millis: number) {
  const text = showMillis(millis);
  return html`<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 19)} UTC</time>`;
}

/** Renders a time that another system sent. */
export function showInstantTime(instant: Instant) {
  return showTime(instantToMillis(instant));
}

/** Renders an RFC 3339 time. A text of another form is returned unchanged. */
export function showTimeText(text: string) {
  const instant = parseInstant(text);
  return instant ? showInstantTime(instant) : text;
}
