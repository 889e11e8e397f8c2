import { html } from '../pages/html.ts';
import { markdown } from './markdown.ts';

export interface Guide {
  /** For a link: `idempotency`. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** The sections of the spec's own description: what comes before the first heading, and a guide for each heading. */
export function readGuides(description: string): { introduction: string; guides: Guide[] } {
  const [introduction = '', ...sections] = description.split(/^## /m);
  const guides = sections.map((section) => {
    const [title = '', ...lines] = section.split('\n');
    return { id: slugOf(title), title, text: lines.join('\n') };
  });
  return { introduction, guides };
}

export function guideSection({ id, title, text }: Guide) {
  return html`<section class="guide" id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title"><a href="#${id}">${title}</a></h2>
${markdown(text)}
</section>`;
}

function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
