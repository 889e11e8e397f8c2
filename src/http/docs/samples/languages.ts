import type { SampleSyntax } from '../../pages/assets/fill-sample.js';

/** A language of the code samples. */
export interface SampleLanguage extends SampleSyntax {
  readonly label: string;
  /** The name of the grammar that highlights the language; also the `lang` of `x-codeSamples`. */
  readonly grammar: string;
}

/** The languages in the order of the page. */
export const LANGUAGES = [
  { label: 'curl', grammar: 'bash', quote: 'shell', body: 'shell' },
  { label: 'TypeScript', grammar: 'typescript', quote: 'single', body: 'json' },
  { label: 'JavaScript', grammar: 'javascript', quote: 'single', body: 'json' },
  { label: 'Python', grammar: 'python', quote: 'double', body: 'python' },
  { label: 'PHP', grammar: 'php', quote: 'single', body: 'raw' },
  { label: 'Go', grammar: 'go', quote: 'double', body: 'go' },
  { label: 'Ruby', grammar: 'ruby', quote: 'single', body: 'raw' },
  { label: 'Java', grammar: 'java', quote: 'double', body: 'java' },
  { label: 'C#', grammar: 'csharp', quote: 'double', body: 'raw' },
] as const satisfies readonly SampleLanguage[];

export type LanguageLabel = (typeof LANGUAGES)[number]['label'];
