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

/** The reference at `/docs`, and at `/docs/openapi.json` the document with the samples that it shows. */
export function docsRoutes(options: DocsOptions): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.use('/docs', pageHeaders('none'));
  router.get(
    '/docs',
    sendOnceMade('text/html; charset=utf-8', async () => {
      // Only when somebody looks: what draws the page takes longer to load than the server to start.
      const { renderReference } = await import('./reference-page.ts');
      return renderReference(options);
    }),
  );
  router.get(
    '/docs/openapi.json',
    sendOnceMade('application/json; charset=utf-8', async () =>
      JSON.stringify(addCodeSamples(options.contract.document)),
    ),
  );
  for (const name of FILES) router.get(`/docs/${name}`, staticFile(name));
  return router;
}

/** Made at the first request and kept, because it cannot change while the server runs. */
function sendOnceMade(mediaType: string, make: () => Promise<string>) {
  const prepared = lazyAsync(async () => prepare(mediaType, await make()));
  return async (...[request, response]: Parameters<ReturnType<typeof staticFile>>) => {
    sendPrepared(request, response, await prepared());
  };
}
