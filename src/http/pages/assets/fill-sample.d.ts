/** How a language writes texts and JSON. */
export interface SampleSyntax {
  /** The quotes around a text: the characters to escape in it depend on them. */
  readonly quote: 'shell' | 'single' | 'double';
  /** The form of a JSON body: a literal of the language, or a text in which some characters are escaped. */
  readonly body: 'json' | 'python' | 'raw' | 'shell' | 'go' | 'java';
}

/** One call, as the form of the page describes it. */
export interface SampleCall {
  /** The address of the server, without a slash at the end. */
  readonly origin: string;
  /** The path template, such as `/v2/customers/{id}`. */
  readonly path: string;
  /** The parameters by place and name, such as `path:id`. An empty one is left out of the request. */
  readonly values: Readonly<Record<string, string>>;
  /** A JSON text. */
  readonly body?: string | undefined;
}

export type TokenKind = 'attr' | 'string' | 'number' | 'literal' | 'text';

/** Renders a part of the code; HTML must escape it. */
export type ShowToken = (kind: TokenKind, text: string) => string;

/** Returns the path and the query of a call, percent-encoded. */
export function targetOf(path: string, values: SampleCall['values']): string;

/** Fills the holes of a template. Lines with a parameter that is empty are removed. */
export function fillSample(
  template: string,
  syntax: SampleSyntax,
  call: SampleCall,
  show?: ShowToken,
): string;

/** Splits a JSON text into its tokens and renders each one. The text may be incomplete. */
export function showJson(text: string, show: ShowToken): string;

/** Renders a token as HTML, with the classes of highlight.js. */
export const showHtml: ShowToken;
