const STRINGS = /"(?:[^"\\]|\\.)*"/g;
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** Returns a key that is twice in one object of a valid JSON text. @param value the parsed text. */
export function repeatedKey(text: string, value: object): string | undefined {
  const keys = countKeys(value);
  // Each key has a colon after it, so most texts need only the first check.
  if (count(text, ':') === keys || count(text.replace(STRINGS, ''), ':') === keys) return undefined;
  return searchKey(text);
}

function searchKey(text: string): string | undefined {
  /** For each open object or list, its keys. */
  const open: Set<string>[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const key: string = JSON.parse(last);
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
    last = token;
  }
  return undefined;
}

/** Counts the keys of a value without recursion, since a value may have any depth. */
function countKeys(value: object): number {
  const left: unknown[] = [value];
  let keys = 0;
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== 'object' || next === null) continue;
    const members = Object.values(next);
    if (!Array.isArray(next)) keys += members.length;
    for (const member of members) if (typeof member === 'object') left.push(member);
  }
  return keys;
}

function count(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) found += 1;
  return found;
}
