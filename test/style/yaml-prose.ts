import { isScalar, Lexer, parseDocument, type Scalar, visit } from 'yaml';
import { blank, blankCode, blankCommentMarks, type Passage } from './passage.ts';

/** The keys whose values people read. */
const PROSE_KEYS: ReadonlySet<unknown> = new Set(['description', 'summary', 'title', 'message', 'x-hint']);

/** The yaml package's lexer reports the structure of a file as these characters, which are not in the file. */
const STRUCTURE_TOKENS: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f']);

/** Finds the comments of a YAML file, and its descriptions, summaries, titles and messages. */
export function findYamlProse(source: string): readonly Passage[] {
  return [...findComments(source), ...findValues(source)];
}

function findComments(source: string): Passage[] {
  const passages: Passage[] = [];
  let offset = 0;
  let previous = '';
  for (const token of new Lexer().lex(source)) {
    if (token.startsWith('#') && previous !== '\u001f') {
      passages.push({ start: offset, text: blankCode(blankCommentMarks(token)) });
    }
    if (!STRUCTURE_TOKENS.has(token)) offset += token.length;
    previous = token;
  }
  return passages;
}

function findValues(source: string): Passage[] {
  const passages: Passage[] = [];
  visit(parseDocument(source), {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !PROSE_KEYS.has(key.value)) return;
      if (isScalar(value) && typeof value.value === 'string') passages.push(readScalar(value, source));
    },
  });
  return passages;
}

/** Reads a value without its quotes, or without the line on which a block begins. */
function readScalar({ range, type }: Scalar, source: string): Passage {
  const [start, end] = range ?? [0, 0];
  const isBlock = type === 'BLOCK_FOLDED' || type === 'BLOCK_LITERAL';
  const marks = isBlock ? /^.*/ : /^["']|["']$/g;
  const text = source.slice(start, end);
  return { start, text: blankCode(type === 'PLAIN' ? text : text.replace(marks, blank)) };
}
