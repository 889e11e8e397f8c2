import ts from 'typescript';
import { blank, blankCode, blankCommentMarks, type Passage } from './passage.ts';

/**
 * Finds the comments and the texts of a TypeScript or JavaScript file. A string is a text if it contains a space;
 * a single word is taken for an identifier.
 */
export function findTypeScriptProse(source: string): readonly Passage[] {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true);
  // A comment inside a text comes later, so that the text does not blank it.
  return [...findTexts(file), ...findComments(file)];
}

function findComments(file: ts.SourceFile): Passage[] {
  const source = file.text;
  const comments = new Map<number, ts.CommentRange>();
  const visit = (node: ts.Node): void => {
    // A docstring at the end of a file is a child of the end.
    const children = node.getChildren(file).filter((child) => !ts.isJSDoc(child));
    children.forEach(visit);
    if (children.length > 0) return;
    const before = ts.getLeadingCommentRanges(source, node.pos) ?? [];
    const after = ts.getTrailingCommentRanges(source, node.end) ?? [];
    for (const comment of [...before, ...after]) comments.set(comment.pos, comment);
  };
  visit(file);

  const passages: { start: number; end: number; isLine: boolean }[] = [];
  for (const { pos, end, kind } of [...comments.values()].sort((one, other) => one.pos - other.pos)) {
    const isLine = kind === ts.SyntaxKind.SingleLineCommentTrivia;
    const last = passages.at(-1);
    // A sentence may continue in the comment on the next line.
    if (last?.isLine && isLine && /^\r?\n[ \t]*$/.test(source.slice(last.end, pos))) last.end = end;
    else passages.push({ start: pos, end, isLine });
  }
  return passages.map(({ start, end }) => ({
    start,
    text: blankCode(blankCommentMarks(source.slice(start, end))),
  }));
}

function findTexts(file: ts.SourceFile): Passage[] {
  const passages: Passage[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || isWholeConcatenation(node)) {
      const passage = readText(node, file);
      if (isText(passage)) passages.push(passage);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return passages;
}

/** Reads the literal parts of a text. The code between them, and the quotes, become spaces. */
function readText(node: ts.Node, file: ts.SourceFile): Passage {
  const start = node.getStart(file);
  let text = blank(node.getText(file));
  for (const part of literalParts(node)) {
    const from = part.getStart(file) - start + 1;
    const to = part.end - start - (ts.isTemplateHead(part) || ts.isTemplateMiddle(part) ? 2 : 1);
    text = text.slice(0, from) + blankCode(part.getText(file).slice(1, 1 + to - from)) + text.slice(to);
  }
  return { start, text };
}

/** Tells a text from an identifier. The first and the last character are the quotes, now spaces. */
function isText({ text }: Passage): boolean {
  return /[a-z]\s|\s[a-z]/i.test(text.slice(1, -1));
}

function literalParts(node: ts.Node): ts.Node[] {
  if (ts.isStringLiteralLike(node)) return [node];
  if (ts.isTemplateExpression(node)) return [node.head, ...node.templateSpans.map((span) => span.literal)];
  if (isConcatenation(node)) return [...literalParts(node.left), ...literalParts(node.right)];
  return [];
}

function isConcatenation(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

function isWholeConcatenation(node: ts.Node): boolean {
  return isConcatenation(node) && !isConcatenation(node.parent);
}
