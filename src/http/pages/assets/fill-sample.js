/* Fills the holes of a code sample. The server and the scripts of the reference use this module. */

/** The address that the templates contain. */
const ORIGIN = 'http://127.0.0.1:4000';

const encode = (text) =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

export function targetOf(path, values) {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encode(values[`path:${name}`] ?? ''));
  const query = Object.entries(values).flatMap(([name, value]) =>
    name.startsWith('query:') && value !== '' ? [`${encode(name.slice(6))}=${encode(value)}`] : [],
  );
  return query.length > 0 ? `${filled}?${query.join('&')}` : filled;
}

/* A browser cannot import platform/quote-for-shell.ts. The quotes around the text are in the template. */
const inShellQuotes = (text) => text.replaceAll("'", "'\\''");

/* How each kind of quotes escapes a text. */
const QUOTES = {
  shell: inShellQuotes,
  single: (text) => text.replace(/[\\']/g, '\\$&'),
  double: (text) => text.replace(/[\\"]/g, '\\$&'),
};

/* How each form of a body changes the tokens of JSON. */
const PYTHON = { true: 'True', false: 'False', null: 'None' };
const TOKENS = {
  json: (_kind, text) => text,
  raw: (_kind, text) => text,
  shell: (_kind, text) => inShellQuotes(text),
  python: (kind, text) => (kind === 'literal' ? PYTHON[text] : text),
  go: (_kind, text) => text.replaceAll('`', '\\u0060'),
  java: (_kind, text) => text.replaceAll('\\', '\\\\'),
};

/* A literal of the language has the indentation of its place. A text keeps its own, because it could be significant. */
const INDENTED = ['json', 'python'];

export function fillSample(template, { quote, body }, call, show = (_kind, text) => text) {
  const values = Object.fromEntries(
    Object.entries(call.values).map(([name, value]) => [name.replace(/\W/g, '_'), value]),
  );
  const kept = template.split('\n').filter((line) => {
    const hole = /UPSERTD_((?:query|header)_\w+)/.exec(line);
    return !hole || (values[hole[1]] ?? '') !== '';
  });
  return kept
    .join('\n')
    .replace(/(\(|, )\{\n\}\)/g, (_, before) => (before === '(' ? '()' : ')'))
    .replace(/UPSERTD_((?:path|query|header)_\w+)/g, (_, name) =>
      show('text', QUOTES[quote](values[name] ?? '')),
    )
    .replaceAll(`${ORIGIN}UPSERTD_TARGET`, () => show('text', call.origin + targetOf(call.path, call.values)))
    .replaceAll(ORIGIN, () => show('text', call.origin))
    .replace(/^(\s*)(.*)UPSERTD_BODY/gm, (_, indent, before) => {
      const text = (call.body ?? '').trim();
      const placed = INDENTED.includes(body) ? text.replaceAll('\n', `\n${indent}`) : text;
      return indent + before + showJson(placed, (kind, token) => show(kind, TOKENS[body](kind, token)));
    });
}

const TOKEN = /("(?:\\.|[^"\\])*")(?=(\s*:)?)|(-?\d[\d.eE+-]*)|\b(true|false|null)\b|[^"\d\-tfn]+|[\s\S]/g;

export function showJson(text, show) {
  return text.replace(TOKEN, (token, string, colon, number, literal) => {
    if (string) return show(colon ? 'attr' : 'string', token);
    if (number) return show('number', token);
    return show(literal ? 'literal' : 'text', token);
  });
}

export function showHtml(kind, text) {
  const escaped = text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
  return kind === 'text' ? escaped : `<span class="hljs-${kind}">${escaped}</span>`;
}
