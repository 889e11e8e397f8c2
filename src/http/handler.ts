import type { operations } from '../../generated/openapi.d.ts';
import type { OperationId } from '../contract/operations.ts';
import type { ApiKey } from '../domain/api-key.ts';
import type { KeptAnswer } from '../domain/claim.ts';
import type { Precondition } from '../domain/precondition.ts';
import type { Problem } from '../domain/problem.ts';
import type { Write } from '../domain/store.ts';

/** What a handler is given: the request as the contract's own words, checked, decoded and with defaults filled in. */
export interface HandlerRequest<Op extends OperationId> {
  /** The key that was sent; it is also the tenant. */
  readonly caller: ApiKey;
  readonly path: PathOf<Op>;
  readonly query: QueryOf<Op>;
  /** Without the fields that the contract does not know. */
  readonly body: BodyOf<Op>;
  /** Plain sentences about those fields, to be passed on. */
  readonly warnings: readonly string[];
  /** What If-Match and If-None-Match ask for. */
  readonly preconditions: readonly Precondition[];
  /** A write of this request, answered in the transaction that makes it so and kept under its Idempotency-Key. */
  write<Command, Outcome>(
    command: Command,
    answer: (outcome: Outcome) => Reply<Op> | Problem,
  ): Write<Command, Outcome, Rendered<Op>>;
}

/** What a handler answers: one of the operation's declared successes. A refusal is thrown as a Problem. */
export type Reply<Op extends OperationId> = {
  [S in SuccessOf<Op>]: { readonly status: S } & BodyIn<Responses<Op>[S]> & HeadersIn<Responses<Op>[S]>;
}[SuccessOf<Op>];

/** An answer of an operation as the bytes that go out, and that an Idempotency-Key keeps. */
export type Rendered<Op extends OperationId> = KeptAnswer & { readonly [operation]?: Op };

declare const operation: unique symbol;

/** A read is rendered when it is answered; a write already was. */
export type Handler<Op extends OperationId> = (
  request: HandlerRequest<Op>,
) => Promise<Reply<Op> | Rendered<Op>>;

/** Exactly one handler for every operation of the spec. */
export type Handlers = { readonly [Op in OperationId]: Handler<Op> };

type Responses<Op extends OperationId> = operations[Op]['responses'];
type SuccessOf<Op extends OperationId> = Extract<keyof Responses<Op>, 200 | 201 | 304>;

type BodyIn<R> = R extends { content: { 'application/json': infer Body } }
  ? { readonly body: Body }
  : unknown;

/** Written by the pipeline. */
type CommonHeader = 'X-Request-Id' | 'RevKeen-Version' | 'Idempotency-Replayed' | `X-RateLimit-${string}`;
type KnownKeys<T> = keyof { [K in keyof T as string extends K ? never : K]: T[K] };
type OwnHeaders<R> = R extends { headers: infer H } ? Pick<H, Exclude<KnownKeys<H>, CommonHeader>> : never;
type HeadersIn<R> = keyof OwnHeaders<R> extends never ? unknown : { readonly headers: OwnHeaders<R> };

type PathOf<Op extends OperationId> = NonNullable<operations[Op]['parameters']['path']>;
/** The validator fills in defaults, which the generated types cannot tell: these parameters have one everywhere. */
type Defaulted = 'limit' | 'offset' | 'atomic' | 'dry_run';
type Query<Op extends OperationId> = NonNullable<operations[Op]['parameters']['query']>;
type QueryOf<Op extends OperationId> = Query<Op> &
  Required<Pick<Query<Op>, Extract<keyof Query<Op>, Defaulted>>>;
type BodyOf<Op extends OperationId> = operations[Op] extends {
  requestBody: { content: { 'application/json': infer Body } };
}
  ? Body
  : undefined;
