import type { ClientResponse } from './call.ts';
import type { CustomerAnswer } from './shapes.ts';

/** The version of a customer, for `ifMatch` and `ifNoneMatch`. */
export interface Tagged {
  /** Left out by a server of the same contract that sends none. */
  readonly etag?: string;
}

/** A customer: the body of the answer, and the version that its header tells. */
export type CustomerResult = CustomerAnswer & Tagged;

export async function readCustomerResult(
  answer: Promise<ClientResponse<CustomerAnswer>>,
): Promise<CustomerResult> {
  const { body, headers } = await answer;
  return { ...readTag(headers), ...body };
}

export function readTag(headers: Headers): Tagged {
  const etag = headers.get('ETag');
  return etag === null ? {} : { etag };
}
