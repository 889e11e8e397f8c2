import type { Operation } from './operations.ts';

export type Route =
  | {
      readonly kind: 'found';
      readonly operation: Operation;
      readonly params: PathParams;
    }
  | { readonly kind: 'other_methods'; readonly allow: readonly string[] }
  | { readonly kind: 'unknown' };

/** What stands for the braces of a template; null where it is not percent-encoded UTF-8. */
export type PathParams = Readonly<Record<string, string | null>>;

/** A path whose braces stand for one segment each. */
interface Template {
  readonly segments: readonly string[];
  /** The segments that must be just so, and those that are in braces, by their places. */
  readonly fixed: readonly (readonly [place: number, text: string])[];
  readonly open: readonly (readonly [place: number, name: string])[];
  /** By the names of HTTP. */
  readonly methods: Map<string, Operation>;
}

/** Finds the operation for a method and a path, matching case exactly and decoding what braces stand for. */
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

  /** @param path as it stood in the request, still percent-encoded and without the query. */
  find(method: string, path: string): Route {
    const segments = path.split('/');
    const template = this.#templates.find((candidate) => fits(candidate, segments));
    if (!template) return { kind: 'unknown' };
    const operation = template.methods.get(method.toUpperCase());
    if (!operation) return { kind: 'other_methods', allow: [...template.methods.keys()] };
    return { kind: 'found', operation, params: readParams(template, segments) };
  }
}

function readTemplate(path: string): Template {
  const segments = path.split('/');
  const placed = segments.map((text, place) => [place, text] as const);
  return {
    segments,
    fixed: placed.filter(([, text]) => !text.startsWith('{')),
    open: placed
      .filter(([, text]) => text.startsWith('{'))
      .map(([place, text]) => [place, text.slice(1, -1)]),
    methods: new Map<string, Operation>(),
  };
}

function fits(template: Template, segments: readonly string[]): boolean {
  return (
    template.segments.length === segments.length &&
    template.fixed.every(([place, text]) => segments[place] === text)
  );
}

function readParams({ open }: Template, segments: readonly string[]): PathParams {
  const params: Record<string, string | null> = {};
  for (const [place, name] of open) params[name] = decode(segments[place] ?? '');
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
