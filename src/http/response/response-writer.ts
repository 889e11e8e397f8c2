import type { ServerResponse } from 'node:http';
import type { Operation } from '../../contract/operations.ts';
import type {
  ObservedResponse,
  ResponseValidator,
  Violation,
} from '../../contract/validation/response-validator.ts';
import type { SerializedResponse } from '../../domain/idempotency-key.ts';
import { internalError, Problem } from '../../domain/problem.ts';
import { serializeProblem } from '../../writes/serialize-response.ts';
import type { RequestContext } from '../request/request-context.ts';

export interface ResponseWriterOptions {
  /** Present when every answer is to be held against the spec. */
  readonly validator?: ResponseValidator | undefined;
  readonly onViolation: (context: RequestContext, violations: readonly Violation[]) => void;
  /** Hears of every answer of an operation, as it goes out. */
  readonly onResponse?: ((operation: Operation, answered: ObservedResponse) => void) | undefined;
}

/** The one place from which answers leave. Nothing of one is on the response before it has been judged. */
export class ResponseWriter {
  readonly #options: ResponseWriterOptions;

  constructor(options: ResponseWriterOptions) {
    this.#options = options;
  }

  /** An answer that breaks the spec becomes a 500 where answers are judged. */
  write(context: RequestContext, serialized: SerializedResponse): void {
    const { validator, onViolation, onResponse } = this.#options;
    const { serverResponse: response } = context;
    const ready = complete(serialized, context);
    const violations = validator?.validate(context.operation, asObserved(response, ready)) ?? [];
    if (violations.length > 0) {
      onViolation(context, violations);
      send(response, complete(serializeProblem(internalError(), context.requestId), context));
      return;
    }
    context.response = ready;
    if (context.operation) onResponse?.(context.operation, asObserved(response, ready));
    send(response, ready);
  }

  /** Anything thrown, as a refusal. What is not a Problem is our fault, and only the log hears of it. */
  writeError(context: RequestContext, error: unknown): void {
    const problem = error instanceof Problem ? error : internalError();
    if (problem !== error || problem.cause) context.error = problem.cause ?? error ?? problem;
    this.write(context, serializeProblem(problem, context.requestId));
  }
}

/** With the headers that every answer has, and the one that a repeated one has. */
function complete(serialized: SerializedResponse, { headers: known }: RequestContext): SerializedResponse {
  const headers = {
    ...known,
    ...serialized.headers,
    ...(serialized.body !== '' && { 'Content-Type': 'application/json; charset=utf-8' }),
    'Cache-Control': 'private, no-cache',
  };
  return { ...serialized, headers };
}

/** The answer as the client will see it, with what stood on the response before the exchange began. */
function asObserved(
  response: ServerResponse,
  { status, headers, body }: SerializedResponse,
): ObservedResponse {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const all = { ...(response.getHeaders() as Record<string, string>), ...Object.fromEntries(own) };
  return { status, headers: all, body };
}

/** Writes all headers at once: one by one, Node would keep each of them in a table of its own first. */
function send(response: ServerResponse, { status, headers, body }: SerializedResponse): void {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(headers)) lines.push(name, value);
  // A 304 tells no length of its own (RFC 9110 8.6).
  if (status !== 304) lines.push('Content-Length', String(Buffer.byteLength(body)));
  response.writeHead(status, lines);
  response.end(body);
}
