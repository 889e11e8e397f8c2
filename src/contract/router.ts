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
  readonly segments: readonly string[];
  /** The literal segments with their indexes, and the names in braces with theirs. */
  readonly fixed: readonly (readonly [index: number, text: string])[];
  readonly open: readonly (readonly [index: number, name: string])[];
  /** The operations by HTTP method, in upper case. */
  readonly methods: Map<string, Operation>;
}

/** Finds the operation for a method and a path. It matches case exactly and decodes the path parameters. */
export class Router {
  readonly #templates: readonly Template[];

  constructor(operations: readonly Operation[]) {
    const templates = new Map<string, Template>();
    for (const operation of operations) {
      const template = templates.get(operation.path) ?? readTemplate(operation.path);
      template.methods.set(operation.method.toUpperCase(), operation);
      templates.set(operation.path, template);
    }
    this.#templates = [...templates.values()];
  }

  /** @param path percent-encoded, as the request has it, without the query. */
  find(method: string, path: string): Route {
    const segments = path.split('/');
    const template = this.#templates.find((candidate) => fits(candidate, segments));
    if (!template) return { kind: 'unknown' };
    const operation = template.methods.get(method.toUpperCase());
    if (!operation) return { kind: 'other_methods', allow: [...template.methods.keys()].sort() };
    return { kind: 'found', operation, params: readParams(template, segments) };
  }
}

function readTemplate(path: string): Template {
  const segments = path.split('/');
  const indexed = segments.map((text, index) => [index, text] as const);
  return {
    segments,
    fixed: indexed.filter(([, text]) => !text.startsWith('{')),
    open: indexed
      .filter(([, text]) => text.startsWith('{'))
      .map(([index, text]) => [index, text.slice(1, -1)]),
    methods: new Map<string, Operation>(),
  };
}

function fits(template: Template, segments: readonly string[]): boolean {
  return (
    template.segments.length === segments.length &&
    template.fixed.every(([index, text]) => segments[index] === text)
  );
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
  return url.replace(/^\/+(?=\/)/, '').replace(/^\/v2\/{2,}/, '/v2/');
}
