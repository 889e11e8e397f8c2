import type { Operation } from './operations.ts';

export type Route =
  | {
      readonly kind: 'found';
      readonly operation: Operation;
      readonly params: PathParams;
    }
  | { readonly kind: 'other_methods'; readonly allow: readonly string[] }
  | { readonly kind: 'unknown' };

/** The decoded values of the path parameters; null for a value that is not percent-encoded UTF-8. */
export type PathParams = Readonly<Record<string, string | null>>;

/** The path of an operation, in which each name in braces matches one segment. */
interface Template {
  /** The literal segments with their indexes, and the names in braces with theirs. */
  readonly fixed: readonly (readonly [index: number, text: string])[];
  readonly open: readonly (readonly [index: number, name: string])[];
  /** The operations by HTTP method, in upper case. */
  readonly methods: ReadonlyMap<string, Operation>;
}

/** Finds the operation for a method and a path. It matches case exactly and decodes the path parameters. */
export class Router {
  /** By the number of their segments. */
  readonly #templates: ReadonlyMap<number, readonly Template[]>;

  constructor(operations: readonly Operation[]) {
    const byPath = Map.groupBy(operations, ({ path }) => path);
    const templates = [...byPath].map(([path, group]) => readTemplate(path, group));
    this.#templates = Map.groupBy(templates, ({ fixed, open }) => fixed.length + open.length);
  }

  /** @param path percent-encoded, as the request has it, without the query. */
  find(method: string, path: string): Route {
    const segments = path.split('/');
    const candidates = this.#templates.get(segments.length) ?? [];
    const template = candidates.find((candidate) => fits(candidate, segments));
    if (!template) return { kind: 'unknown' };
    const operation = template.methods.get(method.toUpperCase());
    if (!operation) return { kind: 'other_methods', allow: [...template.methods.keys()].sort() };
    return { kind: 'found', operation, params: readParams(template, segments) };
  }
}

function readTemplate(path: string, operations: readonly Operation[]): Template {
  const indexed = path.split('/').map((text, index) => [index, text] as const);
  return {
    fixed: indexed.filter(([, text]) => !text.startsWith('{')),
    open: indexed
      .filter(([, text]) => text.startsWith('{'))
      .map(([index, text]) => [index, text.slice(1, -1)]),
    methods: new Map(operations.map((operation) => [operation.method.toUpperCase(), operation])),
  };
}

/** @param segments as many as the template has. */
function fits({ fixed }: Template, segments: readonly string[]): boolean {
  return fixed.every(([index, text]) => segments[index] === text);
}

function readParams({ open }: Template, segments: readonly string[]): PathParams {
  const params: Record<string, string | null> = {};
  for (const [index, name] of open) params[name] = decode(segments[index] ?? '');
  return params;
}

function decode(segment: string): string | null {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/**
 * Replaces the doubled slash of a URL like `/v2//customers` by a single one. It comes from a base URL that ends in a slash
 * and a path that begins with one.
 *
 * @param url a path, with or without a query.
 */
export function withoutDoubledSlash(url: string): string {
  if (!url.includes('//')) return url;
  return url.replace(/^\/+(?=\/)/, '').replace(/^\/v2\/{2,}/, '/v2/');
}
