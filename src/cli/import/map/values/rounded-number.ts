/** Whether a text looks like a number that a spreadsheet has rounded, such as `4.79E+09`. */
export function looksRounded(text: string): boolean {
  return /^\d(?:[.,]\d+)?E\+\d+$/i.test(text);
}
