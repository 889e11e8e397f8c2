import { type Content, type Html, html } from './html.ts';
import type { StaticFile } from './static-files.ts';

export interface Page {
  readonly title: string;
  /** The path below which the files of the page are: `/docs` or `/console`. */
  readonly home: string;
  readonly styles: readonly StaticFile[];
  /** A small script that runs before the browser shows anything. */
  readonly earlyScript?: StaticFile;
  readonly script?: StaticFile;
  readonly body: Content;
}

/** Renders a whole HTML document. */
export function renderPage({ title, home, styles, earlyScript, script, body }: Page): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${home}/icon.svg" type="image/svg+xml">
${styles.map((file) => html`<link rel="stylesheet" href="${home}/${file}">`)}
${earlyScript && html`<script src="${home}/${earlyScript}"></script>`}
${script && html`<script src="${home}/${script}" type="module"></script>`}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${body}
</body>
</html>
`;
}
