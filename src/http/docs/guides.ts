import { type Content, html } from '../pages/html.ts';
import { markdown } from './markdown.ts';

export interface Guide {
  /** The fragment of a link to the guide, such as `idempotency`. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** Splits the description of the spec into the introduction before the first heading and one guide per heading. */
export function readGuides(description: string): { introduction: string; guides: Guide[] } {
  const [introduction = '', ...sections] = description.split(/^## /m);
  const guides = sections.map((section) => {
    const [title = '', ...lines] = section.split('\n');
    return { id: slugOf(title), title, text: lines.join('\n') };
  });
  return { introduction, guides };
}

/** Renders a guide. @param table follows the text; it contains what the spec says in other places. */
export function guideSection({ id, title, text }: Guide, table?: Content) {
  return html`<section class="guide${table ? ' wide' : ''}" id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title"><a href="#${id}">${title}</a></h2>
${markdown(text)}
${table}
</section>`;
}

function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
