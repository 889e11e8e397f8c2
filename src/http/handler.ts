import type { operations } from '../../generated/openapi.d.ts';
import type { OperationId } from '../contract/operations.ts';
import type { ApiKey } from '../domain/api-key.ts';
import type { Precondition } from '../domain/precondition.ts';
import type { HandlerResponse, SerializedResponseOf } from '../writes/handler-response.ts';
import type { WriteType, WriteTypes } from '../writes/write-request.ts';

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
  /**
   * Has a write of this request carried out, answered in the transaction that makes it so and the answer kept under its
   * Idempotency-Key.
   *
   * @param requestWarnings what the answer tells beside the outcome.
   */
  write<K extends WriteType>(
    type: K,
    command: WriteTypes[K]['command'],
    requestWarnings: WriteTypes[K]['requestWarnings'],
  ): Promise<SerializedResponseOf<WriteTypes[K]['operation']>>;
}

/** A read is rendered when it is answered; a write already was. */
export type Handler<Op extends OperationId> = (
  request: HandlerRequest<Op>,
) => Promise<HandlerResponse<Op> | SerializedResponseOf<Op>>;

/** Exactly one handler for every operation of the spec. */
export type Handlers = { readonly [Op in OperationId]: Handler<Op> };

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
