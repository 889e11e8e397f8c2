import { countOf } from '../../count-of.ts';
import { looksRounded } from '../map/values/rounded-number.ts';

/** A form of external ids that a file probably did not have when it was exported. */
interface OddForm {
  /** The end of the sentence "external_id …" in the report. */
  readonly note: string;
  /** The sentence after the number of ids with this form: "3 external ids …". */
  readonly singular: string;
  readonly plural: string;
  readonly advice: string;
  matches(id: string): boolean;
}

const AS_TEXT = 'Export the file again with the id as text';
const BYTE_FOR_BYTE = 'The server compares ids byte for byte';

const FORMS: readonly OddForm[] = [
  {
    note: 'looks like a rounded number',
    singular: 'looks like a number that a spreadsheet has rounded, such as 1.2E+12',
    plural: 'look like a number that a spreadsheet has rounded, such as 1.2E+12',
    advice: `${AS_TEXT}, because different customers may have the same rounded id.`,
    matches: looksRounded,
  },
  {
    note: 'looks like a number with thousands separators',
    singular: 'looks like a number with thousands separators, such as 1,234,567',
    plural: 'look like numbers with thousands separators, such as 1,234,567',
    advice: `${BYTE_FOR_BYTE}, so 1234567 is another customer. If the separators are not part of the id, export the file again without them.`,
    matches: (id) => /^\d{1,3}([,.'\u2019 \u00a0\u202f])\d{3}(?:\1\d{3})*$/.test(id),
  },
  {
    note: 'looks like a date',
    singular: 'looks like a date, such as 2026-03-05 or 05-Mar',
    plural: 'look like a date, such as 2026-03-05 or 05-Mar',
    advice: `A spreadsheet makes dates of ids such as 3-5 or MAR5. ${AS_TEXT}, if these are not the ids.`,
    matches: (id) => /^(?:\d{4}-\d\d-\d\d(?:T[\d:]+)?|\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d\d)$/.test(id),
  },
  {
    note: 'contains a character that a screen does not show, or a space at an end',
    singular: 'contains a character that a screen does not show, such as U+200B, or a space at an end',
    plural: 'contain a character that a screen does not show, such as U+200B, or a space at an end',
    advice: `${BYTE_FOR_BYTE}, so the id without this character is another customer. Remove the character if it is not part of the id.`,
    matches: (id) => /(?! )[\p{DI}\p{Cf}\p{Z}]|^ | $/u.test(id),
  },
  {
    note: 'has letters and their accents as separate characters',
    singular: 'has letters and their accents as separate characters (Unicode NFD)',
    plural: 'have letters and their accents as separate characters (Unicode NFD)',
    advice: `${BYTE_FOR_BYTE}, so the same id with composed letters (NFC) is another customer.`,
    matches: (id) => id.normalize('NFC') !== id,
  },
];

/** Most ids contain only such characters, and one expression is cheaper than those of all forms. */
const PLAIN = /^(?:\w+|[\w-]{12,})$/;

function formOf(id: string): OddForm | undefined {
  return PLAIN.test(id) ? undefined : FORMS.find(({ matches }) => matches(id));
}

/** Returns the note of an id whose form is odd for the report. The import sends the id unchanged. */
export function oddIdNote(id: string): string | undefined {
  const form = formOf(id);
  return form && `external_id ${form.note}`;
}

/** The number of lines that a message names. */
const MOST_LINES = 5;

/** Counts the ids of a file by their odd forms. */
export class OddIds {
  readonly #found = new Map<OddForm, { ids: number; lines: number[] }>();

  add(id: string, line: number): void {
    const form = formOf(id);
    if (!form) return;
    const found = this.#found.get(form) ?? { ids: 0, lines: [] };
    this.#found.set(form, found);
    found.ids += 1;
    if (found.lines.length < MOST_LINES) found.lines.push(line);
  }

  /** Returns one message for each form. */
  describe(): string[] {
    return [...this.#found].map(([{ singular, plural, advice }, { ids, lines }]) => {
      const subject = countOf(ids, `external id ${singular}`, `external ids ${plural}`);
      const more = ids > lines.length ? ' …' : '';
      return `${subject} (${ids === 1 ? 'line' : 'lines'} ${lines.join(', ')}${more}). ${advice}`;
    });
  }
}
