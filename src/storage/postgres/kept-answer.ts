import { type AnsweredClaim, type Claim, type KeptAnswer, replay } from '../../domain/claim.ts';

/** What was answered under a claim, or is to be kept under it. */
export interface KnownClaim extends AnsweredClaim {
  readonly id: string;
  /** UNIX milliseconds. */
  readonly expiresAt: number;
}

/** What was answered under a claim, as long as it is kept. @throws Problem as `replay` does. */
export function recallFrom(known: KnownClaim | undefined, claim: Claim): KeptAnswer | undefined {
  return known && known.expiresAt > claim.now ? replay(claim, known) : undefined;
}

/** An answer as a query reads it, with its body in base64, because PostgreSQL's texts hold no U+0000. */
export interface AnswerRow extends Omit<KeptAnswer, 'body'> {
  readonly claim: string;
  readonly fingerprint: string;
  readonly body: string;
  readonly expires_at: number;
}

export const ANSWER_COLUMNS = `claim, fingerprint, status, headers, encode(body, 'base64') AS body, expires_at`;

export function readAnswer({ claim, fingerprint, expires_at, status, headers, body }: AnswerRow): KnownClaim {
  const answer = { status, headers, body: Buffer.from(body, 'base64').toString() };
  return { id: claim, fingerprint, answer, expiresAt: expires_at };
}
