import type { KeyRole, Keys } from './keys.ts';
import type { Target } from './target.ts';

/** What a rule needs that not every run has. */
export type Requirement = 'memory' | 'writing' | 'preferences' | 'dedicated' | KeyRole;

/** What each of them is, to follow "needs". */
const REQUIREMENTS: Readonly<Record<Requirement, string>> = {
  memory: 'a server that remembers; this is a mock',
  writing: 'to write; --readonly was given',
  preferences: 'a mock that understands Prefer',
  dedicated: 'a target made for this contract; this is a mock for any',
  otherMerchant: '--other-merchant-key',
  otherMode: '--other-mode-key',
  readonly: '--readonly-key',
  revoked: '--revoked-key',
};

/** A rule found only while it ran that it cannot be seen here. `needs` follows "not run: needs". */
export class SkipRule extends Error {
  readonly needs: string;

  constructor(needs: string) {
    super(`This rule needs ${needs}.`);
    this.name = 'Unmet';
    this.needs = needs;
  }
}

export interface Capabilities {
  readonly target: Target;
  readonly keys: Keys;
  readonly mayWrite: boolean;
}

/** What is missing, in words to follow "needs"; undefined when nothing is. */
export function missing(needs: readonly Requirement[], capabilities: Capabilities): string | undefined {
  const lacking = needs.find((need) => !isMet(need, capabilities));
  return lacking && REQUIREMENTS[lacking];
}

function isMet(need: Requirement, { target, keys, mayWrite }: Capabilities): boolean {
  switch (need) {
    case 'memory':
      return target.kind === 'server';
    case 'writing':
      return mayWrite;
    case 'preferences':
      return target.supportsPrefer;
    case 'dedicated':
      return target.isDedicated;
    default:
      return keys[need] !== undefined;
  }
}
