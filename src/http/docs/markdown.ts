import { Marked } from 'marked';
import { type Html, unsafeRawHtml } from '../pages/html.ts';
import { memoize } from './memoize.ts';

const block = new Marked({
  renderer: {
    html: ({ text }) => text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`),
    // A table may be wider than a small screen. An element that scrolls must be reachable by keyboard.
    table(token) {
      const cells = (row: typeof token.header, tag: 'th' | 'td') =>
        row.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join('');
      const rows = token.rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('');
      return `<div class="scroll" tabindex="0"><table><thead><tr>${cells(token.header, 'th')}</tr></thead><tbody>${rows}</tbody></table></div>`;
    },
  },
});

/** Converts Markdown of the spec to HTML. The page shows HTML inside the Markdown as text. */
export function markdown(text: string): Html {
  return unsafeRawHtml(block.parse(text, { async: false }));
}

/** Converts one line of Markdown, without a paragraph around it. */
export const inlineMarkdown: (text: string) => Html = memoize((text) =>
  unsafeRawHtml(block.parseInline(text, { async: false })),
);
