import type { operations } from '../../generated/openapi.d.ts';
import type { OperationId } from '../contract/operations.ts';
import type { ApiKey } from '../domain/api-key.ts';
import type { SerializedResponse } from '../domain/idempotency-key.ts';
import type { Precondition } from '../domain/precondition.ts';
import type { HandlerResponse } from '../writes/handler-response.ts';
import type { ItemWarnings, WriteCommands, WriteType } from '../writes/write-request.ts';

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
   * Executes a write, and renders and stores its response in the same transaction.
   *
   * @param warnings sentences about the body for the response to repeat.
   * @param itemWarnings the same about single items of a batch.
   */
  write<T extends WriteType>(
    type: T,
    command: WriteCommands[T],
    warnings: readonly string[],
    itemWarnings?: ItemWarnings,
  ): Promise<SerializedResponse>;
}

/** Returns a response to be serialised, or the serialised response of a write. */
export type Handler<Op extends OperationId> = (
  request: HandlerRequest<Op>,
) => Promise<HandlerResponse<Op> | SerializedResponse>;

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
