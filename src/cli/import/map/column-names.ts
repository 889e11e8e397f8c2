import general from './column-names.json' with { type: 'json' };
import cliniko from './presets/cliniko.json' with { type: 'json' };
import mindbody from './presets/mindbody.json' with { type: 'json' };
import practicehub from './presets/practicehub.json' with { type: 'json' };
import wodify from './presets/wodify.json' with { type: 'json' };

/** Texts that the cells of a field contain, as regular expressions without case. */
export interface ContentRule {
  /** A pattern that each cell matches. */
  readonly always?: string;
  /** A pattern that no cell matches. */
  readonly never?: string;
  /** The reason why a column is not taken, as a clause. */
  readonly because: string;
}

/** The names that columns have in the exports of other products. */
export interface ColumnNames {
  /** For each field the names of columns, or templates of them, the preferred name first. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** The columns of one address. An import takes the columns of one entry, so that it never mixes two addresses. */
  readonly addresses: readonly Readonly<Record<string, string>>[];
  /** The columns that an import never guesses: clinical notes and birth dates. */
  readonly private: readonly string[];
  readonly contents: Readonly<Record<string, ContentRule>>;
}

/** The products whose exports have a table of their own. */
export const PRESETS = { practicehub, wodify, cliniko, mindbody };

export type PresetName = keyof typeof PRESETS;

/** Returns the names of columns. The names of a preset precede the general names. */
export function columnNames(preset?: PresetName): ColumnNames {
  if (preset === undefined) return general;
  const { fields, private: hidden, addresses = [] }: Partial<ColumnNames> = PRESETS[preset];
  const names = new Set([...Object.keys(fields ?? {}), ...Object.keys(general.fields)]);
  const generalFields: ColumnNames['fields'] = general.fields;
  const merged = [...names].map((name) => [
    name,
    [...(fields?.[name] ?? []), ...(generalFields[name] ?? [])],
  ]);
  return {
    fields: Object.fromEntries(merged),
    addresses: [...addresses, ...general.addresses],
    private: [...(hidden ?? []), ...general.private],
    contents: general.contents,
  };
}
