import type { ClientResponse } from './call.ts';
import type { CustomerAnswer } from './shapes.ts';

/** The version of a customer, for `ifMatch` and `ifNoneMatch`. */
export interface Tagged {
  /** Undefined if a server of the same API sends no ETag. */
  readonly etag?: string;
}

/** A customer: the body of the response, and the version from its `ETag` header. */
export type CustomerResult = CustomerAnswer & Tagged;

export async function readCustomerResult(
  response: Promise<ClientResponse<CustomerAnswer>>,
): Promise<CustomerResult> {
  const { body, headers } = await response;
  return { ...readTag(headers), ...body };
}

export function readTag(headers: Headers): Tagged {
  const etag = headers.get('ETag');
  return etag === null ? {} : { etag };
}
