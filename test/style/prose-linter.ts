import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { TextlintKernel } from '@textlint/kernel';
import type { TextlintPluginCreator, TextlintRuleModule } from '@textlint/types';
import { findCommentProse } from './comment-prose.ts';
import { createProsePlugin } from './prose-plugin.ts';
import { findTypeScriptProse } from './typescript-prose.ts';
import { findYamlProse } from './yaml-prose.ts';

/** A forbidden word in a file. */
export interface ProseError {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  /** The forbidden word, as the file spells it. */
  readonly word: string;
  /** What to write instead, and why. */
  readonly advice: string;
}

/** The dictionary, in the format of the npm package prh. prh checks the `specs` of each rule when it loads the file. */
export const DICTIONARY = readFileSync(new URL('forbidden-words.yml', import.meta.url), 'utf8');

const FORMATS: Readonly<Record<string, string>> = {
  '.md': '.md',
  '.ts': '.ts',
  '.js': '.ts',
  '.mjs': '.ts',
  '.cjs': '.ts',
  '.yaml': '.yaml',
  '.yml': '.yaml',
  '.json': '.yaml',
};

/** Makefiles, scripts and style sheets: their comments are checked. */
const OTHER_FORMAT = '.txt';

// Node and vitest disagree on the default export of these CommonJS modules, but not on `require`.
const require = createRequire(import.meta.url);
const prhRule: TextlintRuleModule = require('textlint-rule-prh').default;
const markdownPlugin: TextlintPluginCreator = require('@textlint/textlint-plugin-markdown').default;

const PLUGINS = {
  markdown: markdownPlugin,
  typescript: createProsePlugin('.ts', findTypeScriptProse),
  yaml: createProsePlugin('.yaml', findYamlProse),
  other: createProsePlugin(OTHER_FORMAT, findCommentProse),
};

const kernel = new TextlintKernel();

/** Finds the forbidden words in the prose of one file. The extension of its name decides what is prose. */
export async function lintProse(file: string, text: string): Promise<readonly ProseError[]> {
  const { messages } = await kernel.lintText(text, {
    filePath: file,
    ext: FORMATS[extname(file)] ?? OTHER_FORMAT,
    plugins: Object.entries(PLUGINS).map(([pluginId, plugin]) => ({ pluginId, plugin })),
    rules: [
      {
        ruleId: 'prh',
        rule: prhRule,
        options: { ruleContents: [DICTIONARY], checkLink: true, checkBlockQuote: true, checkEmphasis: true },
      },
    ],
  });
  const errors = messages.map(({ line, column, message }) => {
    const [, word = '', replacement = '', explanation] = /^(.*?) => (.*?)(?:\n(.*))?$/s.exec(message) ?? [];
    const advice = explanation ? `${replacement}. ${explanation}` : replacement;
    return { file, line, column, word: word.replace(/\s+/g, ' '), advice };
  });
  return distinct(errors);
}

/** Drops repeated errors: a text inside a template is also a part of the template. */
function distinct(errors: readonly ProseError[]): readonly ProseError[] {
  const byPosition = new Map(errors.map((error) => [`${error.line}:${error.column}:${error.word}`, error]));
  return [...byPosition.values()];
}
