import type { Method } from './document.ts';
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

interface Template {
  readonly path: string;
  readonly segments: readonly string[];
  readonly methods: Map<string, Operation>;
}

/** Finds the operation for a method and a path, matching case exactly and decoding what braces stand for. */
export class Router {
  readonly #templates: readonly Template[];

  constructor(operations: readonly Operation[]) {
    const templates = new Map<string, Template>();
    for (const operation of operations) {
      const template = templates.get(operation.path) ?? {
        path: operation.path,
        segments: operation.path.split('/'),
        methods: new Map<string, Operation>(),
      };
      template.methods.set(operation.method, operation);
      templates.set(operation.path, template);
    }
    this.#templates = [...templates.values()];
  }

  /** @param path as it stood in the request, still percent-encoded and without the query. */
  find(method: string, path: string): Route {
    const segments = path.split('/');
    const template = this.#templates.find((candidate) => fits(candidate.segments, segments));
    if (!template) return { kind: 'unknown' };
    const operation = template.methods.get(method.toLowerCase() as Method);
    if (!operation) {
      return { kind: 'other_methods', allow: [...template.methods.keys()].map((name) => name.toUpperCase()) };
    }
    return { kind: 'found', operation, params: readParams(template.segments, segments) };
  }
}

function fits(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) => part.startsWith('{') || part === segments[index])
  );
}

function readParams(template: readonly string[], segments: readonly string[]): PathParams {
  return Object.fromEntries(
    template.flatMap((part, index) =>
      part.startsWith('{') ? [[part.slice(1, -1), decode(segments[index] ?? '')]] : [],
    ),
  );
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
