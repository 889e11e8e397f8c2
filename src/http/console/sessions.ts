import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../domain/api-key.ts';
import { KeyDrafts } from './keys/key-drafts.ts';
import { SentForms } from './sent-forms.ts';

/** Somebody who has signed in. */
export interface Session {
  /** Stands in every form, so that no other page can send one. */
  readonly formToken: string;
  /** UNIX milliseconds. */
  readonly endsAt: number;
  /** A secret that was just made, to be shown on the next page and never again. */
  fresh?: { readonly keyId: string; readonly secret: Secret } | undefined;
  readonly keyDrafts: KeyDrafts;
  readonly sentForms: SentForms;
}

/** How long one may stay without signing in again. */
export const SESSION_MS = 12 * 60 * 60 * 1000;

const MOST_SESSIONS = 100;
const FAILURES_A_MINUTE = 10;

export type SignIn = { readonly id: string } | { readonly refused: 'wrong' | 'too_often' };

/** Who is signed in, in memory: a restart signs everybody out. Only hashes are compared, in constant time. */
export class Sessions {
  readonly #token: Buffer;
  readonly #sessions = new Map<string, Session>();
  #failures: number[] = [];

  /** @param token the text that lets somebody in. */
  constructor(token: string) {
    this.#token = hash(token);
  }

  /** Slows guessing down for everybody together, because an attacker may have many addresses. @param now UNIX milliseconds. */
  signIn(token: string, now: number): SignIn {
    this.#failures = this.#failures.filter((time) => time > now - 60_000);
    if (this.#failures.length >= FAILURES_A_MINUTE) return { refused: 'too_often' };
    if (!timingSafeEqual(hash(token), this.#token)) {
      this.#failures.push(now);
      return { refused: 'wrong' };
    }
    const [oldest] = this.#sessions.keys();
    if (oldest !== undefined && this.#sessions.size >= MOST_SESSIONS) this.#sessions.delete(oldest);
    const id = makeToken();
    this.#sessions.set(nameOf(id), {
      formToken: makeToken(),
      endsAt: now + SESSION_MS,
      keyDrafts: new KeyDrafts(),
      sentForms: new SentForms(),
    });
    return { id };
  }

  /** @param now UNIX milliseconds. */
  find(id: string, now: number): Session | undefined {
    const session = this.#sessions.get(nameOf(id));
    return session && session.endsAt > now ? session : undefined;
  }

  signOut(id: string): void {
    this.#sessions.delete(nameOf(id));
  }
}

/** 32 random characters that stand in a URL as they are. */
export function makeToken(): string {
  return randomBytes(24).toString('base64url');
}

export function isEqualInConstantTime(one: string, other: string): boolean {
  return timingSafeEqual(hash(one), hash(other));
}

/** Looked up by its hash, so that how long a look-up takes tells nothing about an id. */
function nameOf(id: string): string {
  return hash(id).toString('base64');
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
