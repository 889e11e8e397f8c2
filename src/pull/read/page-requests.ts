import { type Endpoint, type Param, START_VALUE } from '../connector/connector.ts';
import type { SourceRequest } from './http-source.ts';

/** Whether the connector can ask the source for changed records only. */
export function hasFilter({ params, json }: Endpoint): boolean {
  return JSON.stringify([params, json ?? null]).includes(START_VALUE);
}

/**
 * Builds the request for the first page.
 *
 * @param startValue the time of the checkpoint in the form of the source; without it, the request has no filter.
 */
export function firstRequest(
  baseUrl: string,
  endpoint: Endpoint,
  startValue: string | undefined,
): SourceRequest {
  const url = new URL(`${baseUrl}/${endpoint.path.replace(/^\/+/, '')}`);
  for (const [name, value] of Object.entries(endpoint.params)) {
    for (const one of [value].flat() as Param[]) {
      const text = String(one);
      if (!text.includes(START_VALUE)) url.searchParams.append(name, text);
      else if (startValue !== undefined)
        url.searchParams.append(name, text.replaceAll(START_VALUE, startValue));
    }
  }
  const json = endpoint.json && fill(endpoint.json, startValue);
  return { url, ...(endpoint.method === 'POST' && { json: json ?? {} }) };
}

/** Replaces the template; without a start value, leaves out the innermost object or list item that contains it. */
function fill(value: unknown, startValue: string | undefined): unknown {
  if (typeof value === 'string') {
    if (!value.includes(START_VALUE)) return value;
    return startValue === undefined ? undefined : value.replaceAll(START_VALUE, startValue);
  }
  if (Array.isArray(value))
    return value.map((item) => fill(item, startValue)).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const filled = Object.entries(value).map(([name, inner]) => [name, fill(inner, startValue)] as const);
  // A filter such as {propertyName, operator, value} has no meaning without its value.
  if (
    filled.some(
      ([name, inner]) => inner === undefined && typeof (value as Record<string, unknown>)[name] === 'string',
    )
  )
    return undefined;
  return Object.fromEntries(filled.filter(([, inner]) => inner !== undefined));
}
