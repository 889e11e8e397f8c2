import type { Method } from './document.ts';
import type { Operation } from './operations.ts';

export type Route =
  | {
      readonly kind: 'found';
      readonly operation: Operation;
      readonly params: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'other_methods'; readonly allow: readonly string[] }
  | { readonly kind: 'undecodable' }
  | { readonly kind: 'unknown' };

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
    const params = decode(template.segments, segments);
    return params ? { kind: 'found', operation, params } : { kind: 'undecodable' };
  }
}

function fits(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) => part.startsWith('{') || part === segments[index])
  );
}

function decode(template: readonly string[], segments: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  try {
    template.forEach((part, index) => {
      if (part.startsWith('{')) params[part.slice(1, -1)] = decodeURIComponent(segments[index] ?? '');
    });
    return params;
  } catch {
    return null;
  }
}
