import { REJECTED } from '../table.ts';

/** The key that has the text of a rejected value that is not a JSON object. */
export const REJECTED_TEXT = 'rejected_text';

/** Returns the text that a row of rejected rows has in place of an object; undefined for other rows. */
export function rejectedText(text: string): string | undefined {
  if (!text.startsWith(`{"${REJECTED.line}"`) || !text.includes(`"${REJECTED_TEXT}"`)) return undefined;
  try {
    const value: Record<string, unknown> = JSON.parse(text);
    const found = value[REJECTED_TEXT];
    return typeof found === 'string' && Object.keys(value).length === 3 ? found : undefined;
  } catch {
    return undefined;
  }
}
