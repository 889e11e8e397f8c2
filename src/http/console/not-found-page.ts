import { html } from '../pages/html.ts';
import { layout } from './layout.ts';
import type { PageRequest } from './page-request.ts';
import { htmlResponse, type PageDocument } from './page-response.ts';

/** Responds with 404. @param message names what the server did not find, in a sentence. */
export function notFound(pageRequest: PageRequest, message: string): PageDocument {
  const body = html`<h1>Not found</h1><p>${message}</p>`;
  return htmlResponse(layout(pageRequest, { title: 'Not found', body }), 404);
}
