import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../domain/keys/key-gate.ts';
import { KeyDrafts } from './keys/key-drafts.ts';
import { SentForms } from './sent-forms.ts';

/** A signed-in browser of an operator. */
export interface Session {
  /** A random text that every form of the session contains, so that no other page can send a form. */
  readonly formToken: string;
  /** UNIX milliseconds. */
  readonly endsAt: number;
  /** A secret that this session has just created. The next page shows it, and no page shows it again. */
  newSecret?:
    | {
        readonly keyId: string;
        readonly secret: Secret;
        /** When the old secret of a rotated key ends, in UNIX milliseconds. */
        readonly oldEndsAt?: number;
      }
    | undefined;
  /** The merchant and mode that the session chose last, as `MERCHANT.MODE`. */
  tenant?: string;
  readonly keyDrafts: KeyDrafts;
  readonly sentForms: SentForms;
}

/** For how long a session lasts, in milliseconds. */
export const SESSION_MS = 12 * 60 * 60 * 1000;

/** For how long the link of a start signs in, in milliseconds. */
export const LINK_MS = 15 * 60 * 1000;

/** A token that signs in once. */
export interface LinkToken {
  readonly token: string;
  /** UNIX milliseconds. */
  readonly endsAt: number;
}

const MAX_SESSIONS = 100;
/** For each address. */
const MAX_FAILURES_PER_MINUTE = 10;
/** The number of addresses whose failures are remembered. */
const MAX_ADDRESSES = 10_000;

/** The origin and the time of an attempt to sign in. */
export interface SignInAttempt {
  /** The address of the client. */
  readonly address: string;
  /** UNIX milliseconds. */
  readonly now: number;
}

export type SignIn = { readonly id: string } | { readonly refused: 'wrong' | 'too_often' };

/** The sessions, in memory: a restart ends all of them. Only hashes are compared, in constant time. */
export class Sessions {
  readonly #token: Buffer;
  readonly #sessions = new Map<string, Session>();
  #link: { readonly hash: Buffer; readonly endsAt: number } | undefined;
  /** The times of the last failures, by address; the address with the most recent failure is the last one. */
  readonly #failures = new Map<string, number[]>();

  /**
   * @param token the console token, which starts a session.
   * @param link a token that starts one session. Default: none.
   */
  constructor(token: string, link?: LinkToken) {
    this.#token = hash(token);
    this.#link = link && { hash: hash(link.token), endsAt: link.endsAt };
  }

  /**
   * Starts a session. Each address has its own limit of failures, so that no client can lock out the operator. An attacker
   * with many addresses gains little, because the token is long.
   */
  signIn(token: string, attempt: SignInAttempt): SignIn {
    return this.#startIf(timingSafeEqual(hash(token), this.#token), attempt);
  }

  /** Starts a session with the token of a link, which is then invalid. */
  signInOnce(token: string, attempt: SignInAttempt): SignIn {
    const link = this.#link;
    const isValid =
      link !== undefined && link.endsAt > attempt.now && timingSafeEqual(hash(token), link.hash);
    const signedIn = this.#startIf(isValid, attempt);
    if ('id' in signedIn) this.#link = undefined;
    return signedIn;
  }

  #startIf(isValid: boolean, { address, now }: SignInAttempt): SignIn {
    const failures = (this.#failures.get(address) ?? []).filter((time) => time > now - 60_000);
    if (failures.length >= MAX_FAILURES_PER_MINUTE) return { refused: 'too_often' };
    if (!isValid) {
      this.#recordFailure(address, [...failures, now]);
      return { refused: 'wrong' };
    }
    this.#failures.delete(address);
    const [oldest] = this.#sessions.keys();
    if (oldest !== undefined && this.#sessions.size >= MAX_SESSIONS) this.#sessions.delete(oldest);
    const id = makeToken();
    this.#sessions.set(nameOf(id), {
      formToken: makeToken(),
      endsAt: now + SESSION_MS,
      keyDrafts: new KeyDrafts(),
      sentForms: new SentForms(),
    });
    return { id };
  }

  #recordFailure(address: string, failures: number[]): void {
    this.#failures.delete(address);
    this.#failures.set(address, failures);
    const [oldest] = this.#failures.keys();
    if (oldest !== undefined && this.#failures.size > MAX_ADDRESSES) this.#failures.delete(oldest);
  }

  /** Finds the session of an id, unless it has ended. @param now UNIX milliseconds. */
  find(id: string, now: number): Session | undefined {
    const session = this.#sessions.get(nameOf(id));
    return session && session.endsAt > now ? session : undefined;
  }

  signOut(id: string): void {
    this.#sessions.delete(nameOf(id));
  }
}

/** Returns 32 random characters that need no encoding in a URL. */
export function makeToken(): string {
  return randomBytes(24).toString('base64url');
}

export function isEqualInConstantTime(one: string, other: string): boolean {
  return timingSafeEqual(hash(one), hash(other));
}

/** Hashes an id for its look-up, so that the time of a look-up reveals nothing about an id. */
function nameOf(id: string): string {
  return hash(id).toString('base64');
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
