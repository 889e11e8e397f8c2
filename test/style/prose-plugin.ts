import type { TextlintMessage, TextlintPluginCreator } from '@textlint/types';
import { blank, type Passage } from './passage.ts';

/**
 * Makes a textlint plugin for a file format from a function that finds its prose. textlint then sees a document in
 * which only the prose is left, at the line and column that it has in the file.
 */
export function createProsePlugin(
  extension: string,
  findProse: (source: string) => readonly Passage[],
): TextlintPluginCreator {
  return {
    Processor: class {
      availableExtensions() {
        return [extension];
      }

      processor() {
        return {
          preProcess: (source: string) => createDocument(source, findProse(source)),
          postProcess: (messages: TextlintMessage[], filePath = '') => ({ messages, filePath }),
        };
      }
    },
  };
}

function createDocument(source: string, passages: readonly Passage[]) {
  const characters = blank(source).split('');
  for (const passage of passages) {
    for (let index = 0; index < passage.text.length; index += 1) {
      characters[passage.start + index] = passage.text.charAt(index);
    }
  }
  const text = characters.join('');
  const position = createPositionFinder(text);
  const createNode = <const Type extends string>(type: Type, start: number, end: number) => ({
    type,
    raw: text.slice(start, end),
    range: [start, end] as [number, number],
    loc: { start: position(start), end: position(end) },
  });
  const children = passages.map(({ start, text: { length } }) => ({
    ...createNode('Paragraph', start, start + length),
    children: [{ ...createNode('Str', start, start + length), value: text.slice(start, start + length) }],
  }));
  return { text, ast: { ...createNode('Document', 0, text.length), children } };
}

/** Returns a function that converts an offset to a line, counted from 1, and a column, counted from 0. */
function createPositionFinder(text: string) {
  const lineStarts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  return (offset: number) => {
    const line = lineStarts.findLastIndex((start) => start <= offset);
    return { line: line + 1, column: offset - (lineStarts[line] ?? 0) };
  };
}
