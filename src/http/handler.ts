import type { operations } from '../../generated/openapi.d.ts';
import type { OperationId } from '../contract/operations.ts';
import type { ApiKey } from '../domain/keys/api-key.ts';
import type { Precondition } from '../domain/precondition.ts';
import type { FieldErrors } from '../domain/problem.ts';
import type { HandlerResponse, WrittenResponse } from '../writes/responses.ts';
import type { ItemWarnings, WriteCommands, WriteType } from '../writes/write-request.ts';

/** The request that a handler receives: validated, decoded, with defaults filled in, in the names of the contract. */
export interface HandlerRequest<Op extends OperationId> {
  /** The API key of the request; it is also the tenant. */
  readonly caller: ApiKey;
  readonly path: PathOf<Op>;
  readonly query: QueryOf<Op>;
  /** Without the fields that the contract does not have. */
  readonly body: BodyOf<Op>;
  /** One sentence for each of those fields, for the response. */
  readonly warnings: readonly string[];
  /** The errors of list items that fail alone because they cannot be stored, by index. */
  readonly itemErrors: ReadonlyMap<number, FieldErrors>;
  /** The conditions of If-Match and If-None-Match. */
  readonly preconditions: readonly Precondition[];
  /** Returns false if the client has disconnected or ended its side. A read that waits for its turn is then dropped. */
  readonly isAwaited: () => boolean;
  /**
   * Executes a write. The transaction of the write also renders the response and stores it under the Idempotency-Key.
   *
   * @param warnings the warnings for the response that come from the request.
   * @param itemWarnings the same about single items of a batch.
   */
  write<T extends WriteType>(
    type: T,
    command: WriteCommands[T],
    warnings: readonly string[],
    itemWarnings?: ItemWarnings,
  ): Promise<WrittenResponse>;
}

/** Implements one operation. The response of a write is already serialised; that of a read is not. */
export type Handler<Op extends OperationId> = (
  request: HandlerRequest<Op>,
) => Promise<HandlerResponse<Op> | WrittenResponse>;

/** Exactly one handler for each operation of the spec. */
export type Handlers = { readonly [Op in OperationId]: Handler<Op> };

type PathOf<Op extends OperationId> = NonNullable<operations[Op]['parameters']['path']>;
/** The parameters that always have a value, because the validator fills in their defaults. */
type Defaulted = 'limit' | 'offset' | 'atomic' | 'dry_run';
type Query<Op extends OperationId> = NonNullable<operations[Op]['parameters']['query']>;
type QueryOf<Op extends OperationId> = Query<Op> &
  Required<Pick<Query<Op>, Extract<keyof Query<Op>, Defaulted>>>;
type BodyOf<Op extends OperationId> = operations[Op] extends {
  requestBody: { content: { 'application/json': infer Body } };
}
  ? Body
  : undefined;
