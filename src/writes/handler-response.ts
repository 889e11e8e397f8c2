import type { operations } from '../../generated/openapi.d.ts';
import type { OperationId } from '../contract/operations.ts';

/** The response of a handler: one of the declared successes of its operation. Handlers throw errors as Problems. */
export type HandlerResponse<Op extends OperationId> = {
  [S in SuccessOf<Op>]: { readonly status: S } & BodyIn<Responses<Op>[S]> & HeadersIn<Responses<Op>[S]>;
}[SuccessOf<Op>];

type Responses<Op extends OperationId> = operations[Op]['responses'];
type SuccessOf<Op extends OperationId> = Extract<keyof Responses<Op>, 200 | 201 | 304>;

type BodyIn<R> = R extends { content: { 'application/json': infer Body } }
  ? { readonly body: Body }
  : unknown;

/** The headers that the pipeline adds. */
type CommonHeader = 'X-Request-Id' | 'RevKeen-Version' | 'Idempotency-Replayed' | `X-RateLimit-${string}`;
type KnownKeys<T> = keyof { [K in keyof T as string extends K ? never : K]: T[K] };
type OwnHeaders<R> = R extends { headers: infer H } ? Pick<H, Exclude<KnownKeys<H>, CommonHeader>> : never;
type HeadersIn<R> = keyof OwnHeaders<R> extends never ? unknown : { readonly headers: OwnHeaders<R> };
