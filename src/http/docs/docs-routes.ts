import { type Request, type Response, Router } from 'express';
import type { Contract } from '../../contract/load.ts';
import { lazyAsync } from '../../platform/lazy-async.ts';
import { pageHeaders } from '../pages/page-headers.ts';
import { prepare, sendPrepared } from '../pages/prepared.ts';
import { type StaticFile, staticFile } from '../pages/static-files.ts';
import { refuseOtherMethods } from '../server/refuse-other-methods.ts';
import { addCodeSamples } from './code-samples.ts';
import { LANGUAGES } from './samples/languages.ts';

export interface DocsOptions {
  readonly contract: Contract;
  readonly hasConsole: boolean;
}

/** The files that the page can load. */
export const FILES: readonly StaticFile[] = [
  'icon.svg',
  'pages.css',
  'docs.css',
  'theme.js',
  'docs.js',
  'docs-copy.js',
  'docs-language.js',
  'docs-search.js',
  'docs-try.js',
  'fill-sample.js',
];

/**
 * The routes of the API reference: the page `/docs`, with samples in the language of the query; the data from which the
 * script of the page renders samples; and `/docs/openapi.json`, the document with the samples of the page.
 */
export function docsRoutes(options: DocsOptions): Router {
  const { document, operations } = options.contract;
  const router = Router({ caseSensitive: true, strict: true });
  router.use('/docs', pageHeaders('none'));
  const pages = new Map(
    LANGUAGES.map(({ label }) => [
      label as string,
      renderOnce('text/html; charset=utf-8', async () => {
        // Loaded at the first request, because the modules that render the page take longer to load than the server.
        const { renderReference } = await import('./reference-page.ts');
        return renderReference(options, label);
      }),
    ]),
  );
  router.get('/docs', async (request, response) => {
    const page = pages.get(String(request.query.language)) ?? pages.get(LANGUAGES[0].label);
    await page?.(request, response);
  });
  router.get(
    '/docs/samples.json',
    renderOnce('application/json; charset=utf-8', async () => {
      const { sampleData } = await import('./sample-block.ts');
      return JSON.stringify(sampleData(operations));
    }),
  );
  router.get(
    '/docs/openapi.json',
    renderOnce('application/json; charset=utf-8', async () => JSON.stringify(addCodeSamples(document))),
  );
  for (const name of FILES) router.get(`/docs/${name}`, staticFile(name));
  const names = ['samples.json', 'openapi.json', ...FILES];
  router.all(['/docs', ...names.map((name) => `/docs/${name}`)], refuseOtherMethods);
  return router;
}

/** Renders a file at the first request and caches it, because it cannot change while the server runs. */
function renderOnce(mediaType: string, render: () => Promise<string>) {
  const prepared = lazyAsync(async () => prepare(mediaType, await render()));
  return async (request: Request, response: Response) => {
    sendPrepared(request, response, await prepared());
  };
}
