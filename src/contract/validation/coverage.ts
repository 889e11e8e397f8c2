import type { Document } from '../document.ts';
import { type Operation, responseFor } from '../operations.ts';
import { matchExample } from './match-example.ts';
import type { ObservedResponse } from './response-validator.ts';

/** One case of a response: an example of a status of an operation, or the status if it has no example. */
export interface CoverageLine {
  readonly operation: string;
  readonly status: string;
  /** Null for a status without examples. */
  readonly example: string | null;
  readonly count: number;
}

export interface CoverageReport {
  readonly covered: number;
  readonly total: number;
  /** Rounded down, so that 100 means all. */
  readonly percent: number;
  readonly lines: readonly CoverageLine[];
  /** The responses whose status the spec does not declare. */
  readonly undeclared: readonly {
    readonly operation: string;
    readonly status: number;
    readonly count: number;
  }[];
}

/** Counts the responses of each case that the spec declares. */
export class Coverage {
  readonly #document: Document;
  readonly #operations: readonly Operation[];
  readonly #counts = new Map<string, number>();
  readonly #undeclared = new Map<string, { operation: string; status: number; count: number }>();

  constructor(document: Document, operations: readonly Operation[]) {
    this.#document = document;
    this.#operations = operations;
  }

  record(operation: Operation, response: ObservedResponse): void {
    const declared = responseFor(operation, response.status);
    if (!declared) {
      this.#noteUndeclared(operation.id, response.status);
      return;
    }
    const status = response.status in operation.responses ? String(response.status) : 'default';
    const example = matchExample(this.#document, declared, {
      headers: response.headers,
      body: read(response.body),
    });
    const key = keyOf(operation.id, status, example ?? null);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  report(): CoverageReport {
    const lines = this.#operations.flatMap(({ id, responses }) =>
      Object.entries(responses).flatMap(([status, { content }]) => {
        const names = Object.keys(content?.examples ?? {});
        return (names.length > 0 ? names : [null]).map((example) => ({
          operation: id,
          status,
          example,
          count: this.#counts.get(keyOf(id, status, example)) ?? 0,
        }));
      }),
    );
    const covered = lines.filter(({ count }) => count > 0).length;
    return {
      covered,
      total: lines.length,
      percent: Math.floor((covered / lines.length) * 100),
      lines,
      undeclared: [...this.#undeclared.values()],
    };
  }

  #noteUndeclared(operation: string, status: number): void {
    const key = keyOf(operation, String(status), null);
    const known = this.#undeclared.get(key) ?? { operation, status, count: 0 };
    this.#undeclared.set(key, { ...known, count: known.count + 1 });
  }
}

/** Writes the report as lines of text, with the cases that did and did not occur. */
export function showCoverage({ covered, total, percent, lines, undeclared }: CoverageReport): string[] {
  const rows = lines.map(({ operation, status, example, count }) => {
    const mark = count > 0 ? String(count).padStart(6) : '     ·';
    return `${mark}  ${operation.padEnd(28)} ${status.padEnd(8)} ${example ?? ''}`.trimEnd();
  });
  const odd = undeclared.map(
    ({ operation, status, count }) =>
      `${String(count).padStart(6)}  ${operation.padEnd(28)} ${status}  not declared`,
  );
  return [...rows, ...odd, `Exercised ${covered} of ${total} (${percent} %).`];
}

function keyOf(operation: string, status: string, example: string | null): string {
  return `${operation} ${status} ${example}`;
}

function read(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
