/** Markup that a page may contain without escaping. Only the functions of this module create it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The values that a template may contain. null, undefined and false render as nothing. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

/**
 * Renders a template and escapes its values, except values that are markup already. A value is safe between tags and in
 * a quoted attribute. Always quote attributes, and never put a value into a script or a style.
 */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(
    strings.map((text, index) => text + (index < contents.length ? show(contents[index]) : '')).join(''),
  );
}

/** Inserts markup without escaping. Only for markup that this program generated, never for input of a client. */
export function unsafeRawHtml(markup: string): Html {
  return new Html(markup);
}

/** Renders an attribute without a value, such as `checked`, if it is set. */
export function booleanAttribute(
  name: 'checked' | 'disabled' | 'hidden' | 'open' | 'required' | 'selected',
  isSet: boolean,
) {
  return isSet ? new Html(` ${name}`) : '';
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
