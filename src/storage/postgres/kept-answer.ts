import type { Claim, KeptAnswer } from '../../domain/claim.ts';

/** What is known of a claim that was answered. */
export interface KnownClaim {
  readonly id: string;
  readonly fingerprint: string;
  /** UNIX milliseconds. */
  readonly expiresAt: number;
}

/** An answer to be kept. */
export interface NewAnswer extends KnownClaim {
  readonly answer: KeptAnswer;
}

/** Whether an answer that was kept still holds for a claim. */
export function isKeptFor({ now }: Claim, known: KnownClaim | undefined): known is KnownClaim {
  return known !== undefined && known.expiresAt > now;
}
