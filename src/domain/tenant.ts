/** Which of a merchant's two worlds a key opens. They never meet. */
export type Mode = 'sandbox' | 'live';

export const MODES: readonly Mode[] = ['sandbox', 'live'];

/** Whose data a request is about. Everything that is stored stands under exactly one tenant. */
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
