import { type Request, type Response, Router } from 'express';
import type { Document } from '../../contract/document.ts';
import { lazyAsync } from '../../platform/lazy-async.ts';
import { refuseOtherMethods } from '../server/refuse-other-methods.ts';
import { requestedServerUrl } from './server-url.ts';
import { renderSpec, type SpecFormat } from './spec-text.ts';

export interface SpecRoutesOptions {
  readonly document: Document;
  /** The URL of the server in the spec. Default: the URL of the request, if its host is a name of this machine. */
  readonly publicUrl?: string | undefined;
}

const MEDIA_TYPES: Readonly<Record<SpecFormat, string>> = {
  json: 'application/json',
  yaml: 'application/yaml',
};

/** The routes of the spec, `/openapi.json` and `/openapi.yaml`. */
export function specRoutes({ document, publicUrl }: SpecRoutesOptions): Router {
  const router = Router({ caseSensitive: true, strict: true });
  for (const format of ['json', 'yaml'] as const) {
    const render = lazyAsync(() => renderSpec(document, format));
    router.get(`/openapi.${format}`, async (request: Request, response: Response) => {
      if (publicUrl === undefined) response.vary('Host');
      const parts = (await render())(publicUrl ?? requestedServerUrl(request));
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      response.type(MEDIA_TYPES[format]).set('Content-Length', String(length));
      // `send` would need one buffer per response.
      for (const part of parts) response.write(part);
      response.end();
    });
    router.all(`/openapi.${format}`, refuseOtherMethods);
  }
  return router;
}
