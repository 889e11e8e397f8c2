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
  newSecret?: { readonly keyId: string; readonly secret: Secret } | undefined;
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
const MAX_FAILURES_PER_MINUTE = 10;

export type SignIn = { readonly id: string } | { readonly refused: 'wrong' | 'too_often' };

/** The sessions, in memory: a restart ends all of them. Only hashes are compared, in constant time. */
export class Sessions {
  readonly #token: Buffer;
  readonly #sessions = new Map<string, Session>();
  #link: { readonly hash: Buffer; readonly endsAt: number } | undefined;
  #failures: number[] = [];

  /**
   * @param token the console token, which starts a session.
   * @param link a token that starts one session. Default: none.
   */
  constructor(token: string, link?: LinkToken) {
    this.#token = hash(token);
    this.#link = link && { hash: hash(link.token), endsAt: link.endsAt };
  }

  /**
   * Starts a session. All clients share one limit of failures, because an attacker may have many addresses.
   *
   * @param now UNIX milliseconds.
   */
  signIn(token: string, now: number): SignIn {
    return this.#startIf(timingSafeEqual(hash(token), this.#token), now);
  }

  /** Starts a session with the token of a link, which is then invalid. @param now UNIX milliseconds. */
  signInOnce(token: string, now: number): SignIn {
    const link = this.#link;
    const isValid = link !== undefined && link.endsAt > now && timingSafeEqual(hash(token), link.hash);
    const signedIn = this.#startIf(isValid, now);
    if ('id' in signedIn) this.#link = undefined;
    return signedIn;
  }

  #startIf(isValid: boolean, now: number): SignIn {
    this.#failures = this.#failures.filter((time) => time > now - 60_000);
    if (this.#failures.length >= MAX_FAILURES_PER_MINUTE) return { refused: 'too_often' };
    if (!isValid) {
      this.#failures.push(now);
      return { refused: 'wrong' };
    }
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
