import type { Contract } from '../../contract/load.ts';
import type { ApiStore } from '../../domain/store.ts';
import { createConsole } from '../../http/console/create-console.ts';
import { docsRoutes } from '../../http/docs/docs-routes.ts';
import type { EndListener } from '../../http/run-pipeline.ts';
import type { AppOptions } from '../../http/server/app.ts';
import { decideConsole } from './console-access.ts';
import type { ServeOptions } from './serve-options.ts';
import { showPages } from './welcome.ts';

export interface Pages {
  readonly routes: NonNullable<AppOptions['pages']>;
  /** What the console wants to know of every request. */
  readonly onEnd: EndListener;
  /** Says where they are. */
  readonly show: (url: string) => string[];
}

/** What there is to look at in a browser, as far as the options ask for it. */
export function createPages(options: ServeOptions, about: { contract: Contract; store: ApiStore }): Pages {
  const access = decideConsole(options);
  const console =
    access.kind === 'on'
      ? createConsole({ ...about, token: access.token, hasDocs: options.docs })
      : undefined;
  const docs = docsRoutes({ contract: about.contract, hasConsole: console !== undefined });
  return {
    routes: [...(options.docs ? [docs] : []), ...(console ? [console.routes] : [])],
    onEnd: (...ended) => console?.onEnd(...ended),
    show: (url) => showPages(url, options.docs, access),
  };
}
