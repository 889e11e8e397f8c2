import { Marked } from 'marked';
import { type Html, unsafeRawHtml } from '../pages/html.ts';
import { memoize } from './memoize.ts';

const block = new Marked({
  renderer: {
    html: ({ text }) => text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`),
    // A table may be wider than a phone, and what scrolls must be reachable by keyboard.
    table(token) {
      const cells = (row: typeof token.header, tag: 'th' | 'td') =>
        row.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join('');
      const rows = token.rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('');
      return `<div class="scroll" tabindex="0"><table><thead><tr>${cells(token.header, 'th')}</tr></thead><tbody>${rows}</tbody></table></div>`;
    },
  },
});

/** Markdown of the spec as markup. Markup inside it is shown and not obeyed. */
export function markdown(text: string): Html {
  return unsafeRawHtml(block.parse(text, { async: false }));
}

/** Of one line: without a paragraph around it. */
export const inlineMarkdown: (text: string) => Html = memoize((text) =>
  unsafeRawHtml(block.parseInline(text, { async: false })),
);
