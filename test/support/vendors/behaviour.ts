/** How sure a behaviour is: documented by the vendor, seen in client code, or assumed. */
export type Certainty = 'D' | 'C' | 'A';

/** One behaviour of a vendor's API that a loopback server imitates. */
export interface Behaviour {
  readonly certainty: Certainty;
  /** A complete sentence. */
  readonly text: string;
}

/** Creates a behaviour from its certainty and its sentence. */
export const documented = (text: string): Behaviour => ({ certainty: 'D', text });
export const seen = (text: string): Behaviour => ({ certainty: 'C', text });
export const assumed = (text: string): Behaviour => ({ certainty: 'A', text });
