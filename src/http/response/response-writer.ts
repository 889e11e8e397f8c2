import type { ServerResponse } from 'node:http';
import type { Operation } from '../../contract/operations.ts';
import type {
  ObservedResponse,
  ResponseValidator,
  Violation,
} from '../../contract/validation/response-validator.ts';
import { internalError, Problem, tooManyUnread } from '../../domain/problem.ts';
import { type OutgoingResponse, serializeProblem } from '../../writes/responses.ts';
import type { MemoryBudget } from '../limits/memory-budget.ts';
import type { RequestContext } from '../request/request-context.ts';
import { chooseCoding, compress, isCompressible } from './compress-response.ts';

export interface ResponseWriterOptions {
  /** Limits the memory of the responses that clients have not read yet. Default: no limit. */
  readonly memory?: MemoryBudget | undefined;
  /** Validates each response against the spec. Default: no validation. */
  readonly validator?: ResponseValidator | undefined;
  readonly onViolation: (context: RequestContext, violations: readonly Violation[]) => void;
  /** Called with each response of an operation before it is sent. */
  readonly onResponse?: ((operation: Operation, response: ObservedResponse) => void) | undefined;
}

/** Writes the responses of all operations. It writes no part of a response before the response has been validated. */
export class ResponseWriter {
  readonly #options: ResponseWriterOptions;

  constructor(options: ResponseWriterOptions) {
    this.#options = options;
  }

  /** Writes a response. With a validator, a response that breaks the spec becomes a 500. */
  write(context: RequestContext, serialized: OutgoingResponse): void {
    const { validator, onViolation, onResponse } = this.#options;
    const { serverResponse: response } = context;
    const ready = complete(this.#reserveMemory(serialized, context), context);
    const violations = validator?.validate(context.operation, asObserved(response, ready)) ?? [];
    if (violations.length > 0) {
      onViolation(context, violations);
      send(response, complete(serializeProblem(internalError(), context.requestId), context));
      return;
    }
    context.response = ready;
    if (context.operation && onResponse) onResponse(context.operation, asObserved(response, ready));
    // The client gets no half response, and an error after the return would end the process.
    if (isRead(context) && isCompressible(ready))
      sendCompressed(context, ready).catch(() => response.destroy());
    else send(response, ready);
  }

  /**
   * Reserves memory for a response until it has been sent. A read for which there is none is refused. A write is not: it has
   * happened, and its response is small.
   */
  #reserveMemory(serialized: OutgoingResponse, context: RequestContext): OutgoingResponse {
    const { memory } = this.#options;
    if (!memory) return serialized;
    // A response that could not be written leaves its memory to the error in its place.
    context.releaseResponse?.();
    const { caller } = context;
    const bytes = Buffer.byteLength(serialized.body);
    const owner = caller?.id ?? '';
    const isRefusable = isRead(context) && serialized.status === 200;
    const reserved = isRefusable ? memory.reserve(owner, bytes) : memory.reserveAnyway(owner, bytes);
    context.releaseResponse = reserved?.release;
    return reserved ? serialized : serializeProblem(tooManyUnread(), context.requestId);
  }

  /** Writes the response to an error. An error that is not a Problem is a bug; only the log receives its details. */
  writeError(context: RequestContext, error: unknown): void {
    const problem = error instanceof Problem ? error : internalError();
    if (problem !== error || problem.cause) context.error = problem.cause ?? error ?? problem;
    this.write(context, serializeProblem(problem, context.requestId));
  }
}

function isRead({ operation }: RequestContext): boolean {
  return operation !== undefined && operation.body === undefined;
}

/** Adds the headers that each response has. */
function complete(serialized: OutgoingResponse, { headers: known }: RequestContext): OutgoingResponse {
  const headers = {
    ...known,
    ...serialized.headers,
    ...(serialized.body !== '' && { 'Content-Type': 'application/json; charset=utf-8' }),
    'Cache-Control': 'private, no-cache',
  };
  return { ...serialized, headers };
}

/** The response as the client will see it, with the headers that Express has set earlier. */
function asObserved(response: ServerResponse, { status, headers, body }: OutgoingResponse): ObservedResponse {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const all = { ...(response.getHeaders() as Record<string, string>), ...Object.fromEntries(own) };
  return { status, headers: all, body: body.toString() };
}

/** Sends a response compressed, if the client accepts it. `Vary` is there in any case, for caches. */
async function sendCompressed(
  { request, serverResponse: response }: RequestContext,
  { status, headers, body }: OutgoingResponse,
): Promise<void> {
  const vary = [response.getHeader('Vary'), 'Accept-Encoding'].filter((value) => value !== undefined);
  const varying = { ...headers, Vary: vary.join(', ') };
  const coding = chooseCoding(request, { status, headers, body });
  if (coding === undefined) {
    send(response, { status, headers: varying, body });
    return;
  }
  const bytes = await compress(coding, body);
  send(response, { status, headers: { ...varying, 'Content-Encoding': coding }, body: bytes });
}

/** Sends a response. It writes all headers at once, because Node would first copy single headers into a table. */
function send(response: ServerResponse, { status, headers, body }: OutgoingResponse): void {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(headers)) lines.push(name, value);
  // A 304 has no Content-Length of its own (RFC 9110 8.6).
  if (status !== 304) lines.push('Content-Length', String(Buffer.byteLength(body)));
  response.writeHead(status, lines);
  response.end(body);
}
