import { Marked } from 'marked';
import { type Html, html, unsafeRawHtml } from '../pages/html.ts';
import { codeBlock } from './code-block.ts';
import { memoize } from './memoize.ts';
import { pathCode } from './method-and-path.ts';
import { table } from './table.ts';

const block = new Marked({
  renderer: {
    html: ({ text }) => html`${text}`.text,
    code: ({ lang, text }) => codeBlock(lang ?? '', text).text,
    codespan: ({ text }) => (text.includes('/') ? pathCode(text) : html`<code>${text}</code>`).text,
    table({ header, rows }) {
      const cells = (row: typeof header) =>
        row.map(({ tokens }) => unsafeRawHtml(this.parser.parseInline(tokens)));
      return table(
        cells(header),
        rows.map((row) => ({ cells: cells(row) })),
      ).text;
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
