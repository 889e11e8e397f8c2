import type { RequestHandler } from 'express';
import { lazyAsync } from '../../platform/lazy-async.ts';
import { readAsset } from '../../platform/read-asset.ts';
import { type Prepared, prepare, sendPrepared } from './prepared.ts';

/** The media types of the files that pages load. The files are in `assets/`. */
const MEDIA_TYPES = {
  'pages.css': 'text/css; charset=utf-8',
  'docs.css': 'text/css; charset=utf-8',
  'docs.js': 'text/javascript; charset=utf-8',
  'docs-copy.js': 'text/javascript; charset=utf-8',
  'docs-language.js': 'text/javascript; charset=utf-8',
  'docs-search.js': 'text/javascript; charset=utf-8',
  'docs-try.js': 'text/javascript; charset=utf-8',
  'fill-sample.js': 'text/javascript; charset=utf-8',
  'theme.js': 'text/javascript; charset=utf-8',
  'console.css': 'text/css; charset=utf-8',
  'console.js': 'text/javascript; charset=utf-8',
  'console-live.js': 'text/javascript; charset=utf-8',
  'console-copy.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;

export type StaticFile = keyof typeof MEDIA_TYPES;

/** Sends a file, which is read and compressed at its first request. */
export function staticFile(name: StaticFile): RequestHandler {
  const prepared = lazyAsync(() => readStatic(name));
  return async (request, response) => sendPrepared(request, response, await prepared());
}

async function readStatic(name: StaticFile): Promise<Prepared> {
  return prepare(MEDIA_TYPES[name], readAsset(new URL(`./assets/${name}`, import.meta.url)));
}
