import { type PageRequest, textOf, textsOf } from '../page-request.ts';
import {
  type FieldOfColumn,
  type ImportPlan,
  type ImportSettings,
  OFFERED_OPTIONS,
  type OfferedOption,
} from './task-runner.ts';

/** The options that decide which columns a file has. A change of one of them makes the mapping invalid. */
const FILE_OPTIONS: readonly OfferedOption[] = ['format', 'encoding', 'delimiter', 'skip-lines', 'sheet'];

/** A field that contains an object ends with this in the list of fields. The key is the name of the column. */
export const KEY = '.KEY';

/** The longest value of an option, in characters. */
const MAX_VALUE = 200;

/**
 * Reads the form of the mapping: the source, the options, and one field for each column of the plan in the same order.
 * An empty field leaves the column out.
 */
export function readSettings(
  form: PageRequest['form'],
  plan: ImportPlan | undefined,
  before: ImportSettings,
): ImportSettings {
  const given = OFFERED_OPTIONS.map((name) => [name, textOf(form[name]).slice(0, MAX_VALUE)] as const);
  const options: ImportSettings['options'] = Object.fromEntries(given.filter(([, value]) => value !== ''));
  const source = textOf(form.source).slice(0, MAX_VALUE);
  const fields = textsOf(form.map);
  const isSameFile = FILE_OPTIONS.every((name) => options[name] === before.options[name]);
  if (!plan || !isSameFile || fields.length !== plan.columns.length) return { source, options };
  return { source, options, mapping: readMapping(fields, plan) };
}

function readMapping(fields: readonly string[], plan: ImportPlan): NonNullable<ImportSettings['mapping']> {
  const { columns } = plan;
  const chosen = columns.map(({ name }, index) => ({ name, field: fieldNamed(fields[index] ?? '', name) }));
  const skipped = chosen.filter(({ field }) => field === '').map(({ name }) => name);
  const names = [...new Set(chosen.map(({ field }) => field))].filter((field) => field !== '');
  const maps = names.map((field) =>
    mapOf(
      field,
      chosen.filter((one) => one.field === field),
      plan,
    ),
  );
  return { maps, skipped };
}

/** Several columns of one field are joined. A template or a path that the import found stays unchanged. */
function mapOf(field: string, chosen: readonly { readonly name: string }[], plan: ImportPlan): FieldOfColumn {
  const names = chosen.map(({ name }) => name);
  const found = plan.columns.filter((column) => column.field === field).map(({ name }) => name);
  const known = plan.maps.find((map) => map.field === field);
  if (known && JSON.stringify(names) === JSON.stringify(found)) return { field, column: known.column };
  const [only = ''] = names;
  return { field, column: names.length === 1 ? only : names.map((name) => `{${name}}`).join(' ') };
}

function fieldNamed(value: string, column: string): string {
  return value.endsWith(KEY) ? `${value.slice(0, -KEY.length)}.${column}` : value;
}
