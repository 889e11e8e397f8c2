import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DICTIONARY, lintProse } from './prose-linter.ts';

interface Spec {
  readonly from: string;
  readonly to: string;
}

/** The samples of the dictionary, so that this file needs no forbidden word in a text. */
const { rules } = parse(DICTIONARY) as { rules: readonly { pattern: string; specs: readonly Spec[] }[] };
const specs = rules.flatMap((rule) => rule.specs);
const forbidden = specs.filter(({ from, to }) => from !== to).map(({ from }) => from);
const permitted = specs.filter(({ from, to }) => from === to).map(({ from }) => from);

/** One word and one phrase of the dictionary, built so that no text of this file contains them. */
const WORD = 'nobody';
const PHRASE = ['so', 'many'] as const;

const PLACES: readonly (readonly [place: string, file: string, source: (text: string) => string])[] = [
  ['a Markdown paragraph', 'x.md', (text) => `# Title\n\n${text}\n`],
  ['a Markdown heading', 'x.md', (text) => `# ${text}\n`],
  ['a Markdown table', 'x.md', (text) => `| a | b |\n|---|---|\n| c | ${text} |\n`],
  ['a Markdown list', 'x.md', (text) => `- ${text}\n`],
  ['a Markdown quotation', 'x.md', (text) => `> ${text}\n`],
  ['a Markdown link', 'x.md', (text) => `[${text}](https://example.com)\n`],
  ['emphasised Markdown text', 'x.md', (text) => `*${text}* and **${text}**\n`],
  ['a TypeScript line comment', 'x.ts', (text) => `// ${text}\nexport const x = 1;\n`],
  ['a TypeScript comment after code', 'x.ts', (text) => `f({ x: 1 /* ${text} */ }); // ${text}\n`],
  ['a TypeScript docstring', 'x.ts', (text) => `/**\n * ${text}\n */\nexport interface X {}\n`],
  ['the docstring of a member', 'x.ts', (text) => `interface X {\n  /** ${text} */\n  readonly x: 1;\n}\n`],
  ['a TypeScript string', 'x.ts', (text) => `const x = ${JSON.stringify(text)};\n`],
  ['a TypeScript template', 'x.ts', (text) => `const x = \`${text} \${y}\`;\n`],
  [
    'a text inside a template',
    'x.ts',
    (text) => `const x = html\`<p>\${y ? ${JSON.stringify(text)} : ''}</p>\`;\n`,
  ],
  ['a test title', 'x.ts', (text) => `test(${JSON.stringify(text)}, async () => {});\n`],
  ['a JavaScript comment', 'x.js', (text) => `// ${text}\n`],
  ['a YAML description', 'x.yaml', (text) => `get:\n  description: ${JSON.stringify(text)}\n`],
  ['a YAML summary', 'x.yaml', (text) => `get: { summary: ${JSON.stringify(text)} }\n`],
  ['a YAML block', 'x.yaml', (text) => `description: |\n  ${text}\nx: 1\n`],
  ['a YAML comment', 'x.yaml', (text) => `# ${text}\nx: 1 # ${text}\n`],
  ['the description of a JSON file', 'x.json', (text) => `{ "description": ${JSON.stringify(text)} }\n`],
  ['the help of a make target', 'Makefile', (text) => `check: $(installed) ## ${text}\n`],
  ['a script comment', 'run.sh', (text) => `# ${text}\necho done\n`],
  ['a CSS comment', 'x.css', (text) => `/* ${text} */\np { color: red }\n`],
];

const lint = async (file: string, source: string) =>
  (await lintProse(file, source)).map(({ line, column, word }) => ({ line, column, word }));

describe('the prose linter', () => {
  test.each(PLACES)('finds each word of the dictionary in %s', async (_, file, source) => {
    for (const text of forbidden) expect(await lint(file, source(text)), text).not.toEqual([]);
  });

  test.each(PLACES)('accepts each permitted use in %s', async (_, file, source) => {
    for (const text of permitted) expect(await lint(file, source(text)), text).toEqual([]);
  });

  test('has at least one sample for each word of the dictionary', () => {
    for (const rule of rules)
      expect(
        rule.specs.some(({ from, to }) => from !== to),
        rule.pattern,
      ).toBe(true);
  });

  test('reports the place of a word and what to write instead', async () => {
    const source = `const x = 1;\n/**\n * Then ${WORD} may read it.\n */\n`;
    expect(await lintProse('src/x.ts', source)).toEqual([
      { file: 'src/x.ts', line: 3, column: 9, word: WORD, advice: expect.stringMatching(/^no client\. /) },
    ]);
  });

  test('reports each occurrence once', async () => {
    const text = JSON.stringify(`${WORD} and ${WORD}`);
    const words = await lint('x.ts', `const x = \`a \${y(${text} + ' b')}\`;\n`);
    expect(words.map(({ column }) => column)).toEqual([19, 30]);
  });

  test('finds a phrase that continues on the next line of a comment', async () => {
    const [one, two] = PHRASE;
    const found = { line: 1, column: 10, word: PHRASE.join(' ') };
    expect(await lint('x.ts', `// After ${one}\n// ${two} seconds.\n`)).toEqual([found]);
    expect(await lint('x.ts', `/* After ${one}\n * ${two} seconds. */\n`)).toEqual([found]);
  });

  test('finds a phrase that continues in the next part of a concatenated string', async () => {
    const [one, two] = PHRASE;
    expect(await lint('x.ts', `f('after ${one} ' +\n  \`${two} seconds\`);\n`)).toMatchObject([{ line: 1 }]);
  });

  test('ignores identifiers, property names, single words, module paths and regular expressions', async () => {
    const source = [
      `import { ${WORD} } from './${WORD}-else.ts';`,
      `const object = { ${WORD}: 1, '${WORD}': ${WORD}() };`,
      `if (object.kind === '${WORD}' || /of ${WORD} here/.test(x)) object.${WORD}();`,
      `const title = \`\${${WORD}} of \${object.${WORD}}\`;`,
      `// The function \`${WORD}\` of ${WORD}_else and ${WORD}Else.`,
    ];
    expect(await lint('x.ts', source.join('\n'))).toEqual([]);
  });

  test('ignores code and addresses in Markdown', async () => {
    const source = `Call \`${WORD}\`, or [this](https://example.com/${WORD}).\n\n\`\`\`ts\n${WORD}();\n\`\`\`\n`;
    expect(await lint('x.md', source)).toEqual([]);
  });

  test('ignores keys and data in YAML', async () => {
    const source = `${WORD}: 1\nvalue: search for ${WORD} here\npattern: "a # ${WORD}"\n`;
    expect(await lint('x.yaml', source)).toEqual([]);
  });

  test('ignores the commands of a Makefile', async () => {
    expect(await lint('Makefile', `${WORD}: $(${WORD})\n\techo ${WORD}\n`)).toEqual([]);
  });
});
