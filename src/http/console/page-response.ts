/** The response of a handler of the console: an HTML document, a redirect to another page of the console, or a file. */
export type PageResponse = PageDocument | PageRedirect | PageDownload;

export interface PageDocument {
  readonly type: 'document';
  readonly status: number;
  /** The whole document as text. */
  readonly text: string;
}

export interface PageRedirect {
  readonly type: 'redirect';
  readonly path: string;
}

/** A file that the browser stores and does not show. */
export interface PageDownload {
  readonly type: 'download';
  readonly path: string;
  readonly name: string;
  readonly mediaType: string;
}

export function htmlResponse(text: string, status = 200): PageDocument {
  return { type: 'document', status, text };
}

/** Redirects the browser with 303, so that it opens the page with GET. */
export function redirect(path: string): PageRedirect {
  return { type: 'redirect', path };
}
