import type { KeyRole, Keys } from './keys.ts';
import type { Target } from './target.ts';

/** A requirement of a rule that some runs do not meet. */
export type Requirement = 'memory' | 'writing' | 'preferences' | 'dedicated' | 'own' | KeyRole;

/** The text of each requirement; it completes "needs …". */
const REQUIREMENTS: Readonly<Record<Requirement, string>> = {
  memory: 'a server that stores data; this is a mock',
  writing: 'to write; --readonly is set',
  preferences: 'a mock that supports Prefer',
  dedicated: 'a target made for this API; this is a mock for any spec',
  own: 'upsertd as the target, or --strict',
  otherMerchant: '--other-merchant-key',
  otherMode: '--other-mode-key',
  readonly: '--readonly-key',
  revoked: '--revoked-key',
};

/** Skips a rule that finds an unmet requirement while it runs. `needs` completes "not run: needs …". */
export class SkipRule extends Error {
  readonly needs: string;

  constructor(needs: string) {
    super(`This rule needs ${needs}.`);
    this.name = 'SkipRule';
    this.needs = needs;
  }
}

export interface Capabilities {
  readonly target: Target;
  readonly keys: Keys;
  readonly mayWrite: boolean;
  /** Whether the rules that only upsertd promises are run on every target. */
  readonly strict: boolean;
}

/** Returns the text of the first unmet requirement, which completes "needs …"; undefined if all are met. */
export function missing(needs: readonly Requirement[], capabilities: Capabilities): string | undefined {
  const lacking = needs.find((need) => !isMet(need, capabilities));
  return lacking && REQUIREMENTS[lacking];
}

function isMet(need: Requirement, { target, keys, mayWrite, strict }: Capabilities): boolean {
  switch (need) {
    case 'memory':
      return target.kind === 'server';
    case 'writing':
      return mayWrite;
    case 'preferences':
      return target.supportsPrefer;
    case 'dedicated':
      return target.isDedicated;
    case 'own':
      return target.isOwn || strict;
    default:
      return keys[need] !== undefined;
  }
}
