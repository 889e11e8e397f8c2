import { Router } from 'express';
import type { Contract } from '../../contract/load.ts';
import { lazyAsync } from '../../platform/lazy-async.ts';
import { pageHeaders } from '../pages/page-headers.ts';
import { prepare, sendPrepared } from '../pages/prepared.ts';
import { type StaticFile, staticFile } from '../pages/static-files.ts';
import { addCodeSamples } from './code-samples.ts';

export interface DocsOptions {
  readonly contract: Contract;
  readonly hasConsole: boolean;
}

const FILES: readonly StaticFile[] = ['icon.svg', 'pages.css', 'docs.css', 'docs.js'];

/** The routes of the API reference: the page `/docs`, and `/docs/openapi.json`, the document with the samples of the page. */
export function docsRoutes(options: DocsOptions): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.use('/docs', pageHeaders('none'));
  router.get(
    '/docs',
    renderOnce('text/html; charset=utf-8', async () => {
      // Loaded at the first request, because the modules that render the page take longer to load than the server.
      const { renderReference } = await import('./reference-page.ts');
      return renderReference(options);
    }),
  );
  router.get(
    '/docs/openapi.json',
    renderOnce('application/json; charset=utf-8', async () =>
      JSON.stringify(addCodeSamples(options.contract.document)),
    ),
  );
  for (const name of FILES) router.get(`/docs/${name}`, staticFile(name));
  return router;
}

/** Renders a file at the first request and caches it, because it cannot change while the server runs. */
function renderOnce(mediaType: string, render: () => Promise<string>) {
  const prepared = lazyAsync(async () => prepare(mediaType, await render()));
  return async (...[request, response]: Parameters<ReturnType<typeof staticFile>>) => {
    sendPrepared(request, response, await prepared());
  };
}
