import { booleanAttribute, html } from '../../pages/html.ts';
import type { ImportPlan, ImportSettings, OfferedOption } from './task-runner.ts';

type Choices = readonly (readonly [value: string, text: string])[];

const ENCODINGS = [
  'utf-8',
  'windows-1252',
  'macintosh',
  'utf-16le',
  'utf-16be',
  'iso-8859-2',
  'iso-8859-15',
  'windows-1250',
  'windows-1251',
  'shift_jis',
  'gb18030',
];
const DELIMITERS: Choices = [
  [',', 'comma ,'],
  [';', 'semicolon ;'],
  ['tab', 'tab'],
  ['|', 'bar |'],
];
const DUPLICATES: Choices = [
  ['first', 'send the first row'],
  ['last', 'send the last row'],
];

/** Renders the options that decide how the file is read. */
export function fileFields({ options }: ImportSettings, plan: ImportPlan | undefined) {
  const found = (text: string | number | null | undefined) =>
    `found in the file${text == null ? '' : `: ${text}`}`;
  const delimiter = plan?.delimiter === '\t' ? 'tab' : plan?.delimiter;
  return html`${select('format', 'Format', options, named(['csv', 'ndjson', 'json', 'xlsx']), found(plan?.format))}
${select('encoding', 'Character encoding', options, named(ENCODINGS), found(plan?.encoding))}
${select('delimiter', 'Field separator', options, DELIMITERS, found(delimiter))}
${input('skip-lines', 'Lines before the header', options, found(plan?.skipped_lines))}
${select('sheet', 'Sheet of the workbook', options, named(plan?.sheets ?? [options.sheet ?? []].flat()), found(plan?.sheet))}`;
}

/** Renders the options that change values or choose rows. */
export function valueFields({ options }: ImportSettings) {
  return html`${select('duplicates', 'Several rows with one id', options, DUPLICATES, 'send all; different emails are rejected')}
${input('phone-country', 'Country of phone numbers without a code', options, 'such as NO')}
${input('date-format', 'Format of external_updated_at', options, 'such as dd.MM.yyyy HH:mm')}
${input('time-zone', 'Time zone of external_updated_at', options, 'such as Europe/Oslo')}
${input('email-template', 'Email of a row without one', options, '{Patient Number}@no-email.invalid')}
<div><label class="check"><input type="checkbox" name="clear-empty" value="yes"${booleanAttribute('checked', options['clear-empty'] === 'yes')}> An empty cell clears its field <code>clear-empty</code></label></div>`;
}

function named(values: readonly string[]): Choices {
  return values.map((value) => [value, value] as const);
}

function label(name: OfferedOption, text: string) {
  return html`<label for="${name}">${text} <code>${name}</code></label>`;
}

function select(
  name: OfferedOption,
  text: string,
  { [name]: chosen = '' }: ImportSettings['options'],
  choices: Choices,
  otherwise: string,
) {
  // A value that is no choice stays, so that the form does not change it.
  const isKnown = chosen === '' || choices.some(([value]) => value === chosen);
  const all: Choices = [['', otherwise], ...choices, ...(isKnown ? [] : [[chosen, chosen] as const])];
  return html`<div>${label(name, text)}<select id="${name}" name="${name}">${all.map(
    ([value, shown]) =>
      html`<option value="${value}"${booleanAttribute('selected', value === chosen)}>${shown}</option>`,
  )}</select></div>`;
}

function input(name: OfferedOption, text: string, options: ImportSettings['options'], placeholder: string) {
  return html`<div>${label(name, text)}<input id="${name}" name="${name}" value="${options[name] ?? ''}" maxlength="200" placeholder="${placeholder}"></div>`;
}
