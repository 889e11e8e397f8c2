import { ValueSplitter } from './value-splitter.ts';

/** The arrangement of the objects of a JSON file: one per line, or values that can have several lines. */
export type JsonLayout = { readonly isLines: true } | { readonly isLines: false; readonly skipped: number };

const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
/** An object whose list contains the customers, such as {"data": [{…}]}. Only plain values precede the list. */
const LIST_IN_OBJECT = new RegExp(
  String.raw`^\uFEFF?\s*\{\s*((?:${STRING}\s*:\s*(?:${STRING}|[\w.+-]+)\s*,\s*)*)"(?:clients|contacts|customers|data|items|members|patients|people|records|results|rows|users|value)"\s*:\s*(?=\[\s*[{\]])`,
);
/** A customer has one of these keys, so the object is not only the container of a list. */
const CUSTOMER_KEY = /"(?:email|external_id|id)"\s*:/i;

/** Returns whether a text begins as JSON objects or a list of objects do. */
export function beginsAsJson(head: string): boolean {
  return /^\uFEFF?\s*(?:\{\s*["}]|\[\s*[{\]])/.test(head);
}

/** Finds the arrangement of the objects by the beginning of the file. */
export function findJsonLayout(head: string, isJson: boolean): JsonLayout {
  if (/^\uFEFF?\s*\[/.test(head)) return { isLines: false, skipped: 0 };
  const [before, keys = ''] = LIST_IN_OBJECT.exec(head) ?? [];
  if (before !== undefined && !CUSTOMER_KEY.test(keys)) {
    return { isLines: false, skipped: Buffer.byteLength(before) };
  }
  if (isObject(/^\uFEFF?\s*(.*)/.exec(head)?.[1] ?? '')) return { isLines: true };
  return isJson || hasObjectOfSeveralLines(head) ? { isLines: false, skipped: 0 } : { isLines: true };
}

function hasObjectOfSeveralLines(head: string): boolean {
  const [first] = new ValueSplitter().push(Buffer.from(head));
  return first !== undefined && /[\r\n]/.test(first.text) && isObject(first.text);
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
