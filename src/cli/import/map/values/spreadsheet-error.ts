/** The errors of formulas, as spreadsheets export them in English, German, French, Spanish, Dutch and Nordic languages. */
const ERRORS: ReadonlySet<string> = new Set([
  ...['#N/A', '#NV', '#N/D', '#N/B', '#I/T', '#SAKNAS!', '#PUUTTUU!'],
  ...['#NULL!', '#DIV/0!', '#VALUE!', '#REF!', '#NAME?', '#NUM!', '#SPILL!', '#CALC!'],
  ...[
    '#VERDI!',
    '#NAVN?',
    '#VÆRDI!',
    '#REFERENCE!',
    '#VÄRDEFEL!',
    '#REFERENS!',
    '#NAMN?',
    '#ARVO!',
    '#NIMI?',
  ],
  ...['#WERT!', '#BEZUG!', '#ZAHL!', '#VALEUR!', '#NOM?', '#NOMBRE!', '#WAARDE!', '#VERW!', '#NAAM?'],
  ...['#¡VALOR!', '#¡REF!', '#¿NOMBRE?', '#¡DIV/0!', '#¡NUM!', '#GETAL!'],
]);
/** LibreOffice numbers some errors, and Excel exports a cell that its column is too narrow for as number signs. */
const OTHER_ERROR = /^(?:Err:5\d\d|#{3,})$/;

const [NUMBER_SIGN, LETTER_E] = [0x23, 0x45];

/** Returns whether a value is the error of a formula, in place of the value that the cell should have. */
export function isSpreadsheetError(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  // Most values begin with another character, and this check is cheaper than a search.
  const first = value.charCodeAt(0);
  return (first === NUMBER_SIGN || first === LETTER_E) && (ERRORS.has(value) || OTHER_ERROR.test(value));
}
