import type { operations } from '../../generated/openapi.d.ts';
import type { OperationId } from '../contract/operations.ts';
import type { SerializedResponse } from '../domain/idempotency-key.ts';

/** What a handler answers: one of the operation's declared successes. A refusal is thrown as a Problem. */
export type HandlerResponse<Op extends OperationId> = {
  [S in SuccessOf<Op>]: { readonly status: S } & BodyIn<Responses<Op>[S]> & HeadersIn<Responses<Op>[S]>;
}[SuccessOf<Op>];

/** An answer of an operation as the bytes that go out, and that an Idempotency-Key keeps. */
export type SerializedResponseOf<Op extends OperationId> = SerializedResponse & { readonly [operation]?: Op };

declare const operation: unique symbol;

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
