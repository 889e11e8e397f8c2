import { type Document, resolve } from '../../contract/document.ts';
import { methodsOf } from '../../contract/operations.ts';
import { Problem, type ProblemCode } from '../../domain/problem.ts';
import { problemResponse } from '../../writes/responses.ts';
import { type Html, html } from '../pages/html.ts';
import { inlineMarkdown } from './markdown.ts';
import { table } from './table.ts';

/** An error of the API, as an example of the spec describes it. */
interface KnownError {
  readonly status: number;
  readonly code: ProblemCode;
  /** `details.reason`; empty if the code has no reasons. */
  readonly reason: string;
  /** What the error means, in a few words. */
  readonly meaning: string;
  /** What the client does about the error. Markdown. */
  readonly fix: string;
}

interface ProblemExample {
  readonly summary?: string;
  readonly description?: string;
  readonly value: { readonly error: { readonly code: ProblemCode; readonly details?: { reason?: string } } };
}

/** Lists the errors of all operations, by status. Of two examples with the same code and reason, the first one counts. */
export function readErrors(document: Document): KnownError[] {
  const errors = new Map<string, KnownError>();
  for (const example of problemExamples(document)) {
    const { summary: meaning = '', description: fix = '', value } = example;
    const { code, details: { reason = '' } = {} } = value.error;
    const { status } = problemResponse(new Problem(code, ''), '');
    const name = `${code} ${reason}`;
    if (!errors.has(name)) errors.set(name, { status, code, reason, meaning, fix });
  }
  return [...errors.values()].sort((one, other) => one.status - other.status);
}

export function errorsTable(document: Document): Html {
  const errors = readErrors(document);
  const codes = new Set<string>();
  const rows = errors.map(({ status, code, reason, meaning, fix }) => {
    const cells = [
      status,
      html`<code>${code}</code>`,
      reason && html`<code>${reason}</code>`,
      meaning,
      inlineMarkdown(fix),
    ];
    // The first row of a code has the link to which the operations refer.
    const id = codes.has(code) ? `${errorId(code)}-${reason}` : errorId(code);
    codes.add(code);
    return { id, cells };
  });
  return table(['status', 'code', 'details.reason', 'meaning', 'what to do'], rows);
}

/** Returns the fragment of a link to an error. */
export function errorId(code: string): string {
  return `error-${code}`;
}

function problemExamples(document: Document): ProblemExample[] {
  return Object.values(document.paths).flatMap((item) =>
    methodsOf(item).flatMap((method) =>
      Object.entries(item[method]?.responses ?? {})
        .filter(([status]) => status === 'default' || Number(status) >= 400)
        .flatMap(([, response]) => Object.values(resolve(document, response).content ?? {}))
        .flatMap(({ examples = {} }) => Object.values(examples))
        .map((example) => resolve(document, example) as ProblemExample),
    ),
  );
}
