/**
 * How sure a behaviour of a vendor is: D, documented by the vendor; C, seen in public client code that runs against the real
 * service; A, assumed.
 */
export type Sureness = 'D' | 'C' | 'A';

/** One behaviour that a loopback server copies from a vendor. */
export interface Behaviour<Settings> {
  readonly sureness: Sureness;
  /** The heading of the collected facts under which the vendor's behaviour is written. */
  readonly place: string;
  readonly does: string;
  /** The setting of the server that changes the behaviour. Each assumed behaviour has one. */
  readonly setting?: keyof Settings & string;
}

/** Describes a vendor's assumed behaviours in lines, each with its setting and the default of that setting. */
export function showAssumptions<Settings extends object>(
  vendor: string,
  behaviours: readonly Behaviour<Settings>[],
  defaults: Settings,
): readonly string[] {
  return behaviours
    .filter(({ sureness }) => sureness === 'A')
    .map(({ place, does, setting }) => {
      const value = setting === undefined ? 'no setting' : show(defaults[setting]);
      return `${vendor} · ${place} · ${does} · ${setting} = ${value}`;
    });
}

function show(value: unknown): string {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}
