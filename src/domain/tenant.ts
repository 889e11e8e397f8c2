/** The mode of a key: sandbox and live data of a merchant are separate. */
export type Mode = 'sandbox' | 'live';

export const MODES: readonly Mode[] = ['sandbox', 'live'];

/** The owner of data: one merchant in one mode. Every stored row belongs to exactly one tenant. */
export interface Tenant {
  readonly merchantId: string;
  readonly mode: Mode;
}

export interface Merchant {
  readonly id: string;
  readonly name: string;
  /** UNIX milliseconds. */
  readonly createdAt: number;
}
