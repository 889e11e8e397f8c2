import { foldSource } from '../../../domain/customer.ts';
import type { RequestContext } from '../../request/request-context.ts';

/** Returns the source in the path or the body of a request, in lower case. */
export function readNamedSource({ params, requestBody }: RequestContext): string | undefined {
  const body = requestBody?.value as { source?: unknown } | null | undefined;
  // The router has folded the source of a path.
  if (params?.source !== undefined) return readSource(params.source);
  const source = readSource(body?.source);
  return source === undefined ? undefined : foldSource(source);
}

/** Reads a source. A rejected request may contain any text as its source, and the console must not show personal data. */
export function readSource(text: unknown): string | undefined {
  if (typeof text !== 'string' || !/^[\w.-]{1,64}$/.test(text)) return undefined;
  return text;
}
