/** Markup that may stand in a page as it is. Only `html` and `trusted` make it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may be put into a template. Nothing is shown for null, undefined and false. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

/**
 * A template for markup: whatever is put in is escaped, unless it is markup already. Safe between tags and in a quoted
 * attribute; attributes are always quoted, and a value never stands in a script or a style.
 */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(
    strings.map((text, index) => text + (index < contents.length ? show(contents[index]) : '')).join(''),
  );
}

/** Markup from elsewhere that is known to be harmless. Never for anything that a client sent. */
export function unsafeRawHtml(markup: string): Html {
  return new Html(markup);
}

/** An attribute without a value, such as `checked`, when it holds. */
export function booleanAttribute(
  name: 'checked' | 'disabled' | 'hidden' | 'open' | 'required' | 'selected',
  holds: boolean,
) {
  return holds ? new Html(` ${name}`) : '';
}

function show(content: Content): string {
  if (content instanceof Html) return content.text;
  if (Array.isArray(content)) return content.map(show).join('');
  if (content === null || content === undefined || content === false) return '';
  return escapeText(String(content));
}

function escapeText(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
