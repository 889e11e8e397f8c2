import type { components } from '../../../generated/openapi.d.ts';
import type { Casing } from '../../contract/derive.ts';
import type { ApiStore } from '../../domain/store.ts';
import type { ItemReader } from '../request/batch-items.ts';

/** What handlers work with. Time and ids come from outside, so that tests can move them. */
export interface Services {
  readonly store: ApiStore;
  /** UNIX milliseconds. */
  readonly clock: () => number;
  /** A UUID of version 7. */
  readonly newId: () => string;
  readonly casing: Casing;
  /** The version of the API that answers. */
  readonly apiVersion: string;
  readonly batchItems: ItemReader<components['schemas']['BatchItem']>;
}
