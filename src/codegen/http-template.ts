import { csharpHttpclient } from '@scalar/snippetz/plugins/csharp/httpclient';
import { goNative } from '@scalar/snippetz/plugins/go/native';
import { javaNethttp } from '@scalar/snippetz/plugins/java/nethttp';
import { jsFetch } from '@scalar/snippetz/plugins/js/fetch';
import { phpCurl } from '@scalar/snippetz/plugins/php/curl';
import { pythonRequests } from '@scalar/snippetz/plugins/python/requests';
import { rubyNative } from '@scalar/snippetz/plugins/ruby/native';
import { shellCurl } from '@scalar/snippetz/plugins/shell/curl';
import type { Operation } from '../contract/operations.ts';
import type { LanguageLabel } from '../http/docs/samples/languages.ts';
import { SAMPLE_ORIGIN } from '../http/docs/samples/sample-call.ts';
import { BODY_HOLE, holeOf, shownHeaders, TARGET_HOLE } from './holes.ts';

const KEY_HOLE = 'UPSERTD_KEY';
const KEY = 'UPSERTD_API_KEY';

/** The body that the package receives, and how it writes that body in any language. */
const BODY = JSON.stringify({ [BODY_HOLE]: 1 });
const WRITTEN_BODY = new RegExp(`[{[]\\s*['"]?${BODY_HOLE}['"]?(?: =>|:) 1,?\\s*[}\\]]`);

type Rewrite = readonly [pattern: RegExp | string, replacement: string];

interface Recipe {
  readonly generate: typeof shellCurl.generate;
  /** Replaces parts of what the package writes: the key is read from the environment, and a body keeps its characters. */
  readonly rewrites: readonly Rewrite[];
}

const RECIPES: Record<Exclude<LanguageLabel, 'TypeScript'>, Recipe> = {
  curl: {
    generate: shellCurl.generate,
    rewrites: [
      [`'x-api-key: ${KEY_HOLE}'`, `"x-api-key: $${KEY}"`],
      [/^curl (\S+)/, "curl '$1'"],
    ],
  },
  JavaScript: {
    generate: jsFetch.generate,
    rewrites: [
      [`'${KEY_HOLE}'`, `process.env.${KEY}`],
      [/^/, 'const response = await '],
      [/$/, ';\nconsole.log(response.status, await response.json());'],
    ],
  },
  Python: {
    generate: pythonRequests.generate,
    rewrites: [
      [`"${KEY_HOLE}"`, `os.environ["${KEY}"]`],
      // The package of Python sends it by itself.
      [/,\n *"Content-Type": "application\/json"/, ''],
      [/^/, 'import os\n\nimport requests\n\nresponse = '],
      [/$/, '\nprint(response.status_code, response.json())'],
    ],
  },
  PHP: {
    generate: phpCurl.generate,
    rewrites: [
      [/^/, '<?php\n\n'],
      // One header per line, because a line without a value is removed.
      [/(?<=HTTPHEADER, \[)(?=')|(?<=',) (?=')/g, '\n  '],
      [/'\]\);/, "'\n]);"],
      [`'x-api-key: ${KEY_HOLE}'`, `'x-api-key: ' . getenv('${KEY}')`],
      [`json_encode(${BODY_HOLE})`, `<<<'JSON'\n${BODY_HOLE}\nJSON`],
      // It has had no effect since PHP 8.0.
      ['\n\ncurl_close($ch);', ''],
    ],
  },
  Go: {
    generate: goNative.generate,
    rewrites: [
      [`"${KEY_HOLE}"`, `os.Getenv("${KEY}")`],
      ['\t"net/http"\n', '\t"net/http"\n\t"os"\n'],
      [
        'res, _ := http.DefaultClient.Do(req)\n',
        'res, err := http.DefaultClient.Do(req)\n\tif err != nil {\n\t\tpanic(err)\n\t}\n',
      ],
      ['fmt.Println(res)', 'fmt.Println(res.Status)'],
      [/\n\n}$/, '\n}'],
    ],
  },
  Ruby: {
    generate: rubyNative.generate,
    rewrites: [
      [`'${KEY_HOLE}'`, `ENV['${KEY}']`],
      [/(http = .*\n)/, "$1http.use_ssl = url.scheme == 'https'\n"],
      // Without the quotes, Ruby would replace parts of the text.
      ['<<~JSON', "<<~'JSON'"],
      ['puts response.read_body', 'puts response.code, response.read_body'],
    ],
  },
  Java: {
    generate: javaNethttp.generate,
    rewrites: [
      [`"${KEY_HOLE}"`, `System.getenv("${KEY}")`],
      ['java.net.URI', 'URI'],
      [/^/, 'import java.net.URI;\nimport java.net.http.*;\n\n'],
      [/java.io.ByteArray.*\n.*\n/, `String body = """\n${BODY_HOLE}\n""";\n`],
      ['ofByteArray(body.toByteArray())', 'ofString(body)'],
      ['println(response.body())', 'println(response.statusCode() + " " + response.body())'],
    ],
  },
  'C#': {
    generate: csharpHttpclient.generate,
    rewrites: [
      [`"${KEY_HOLE}"`, `Environment.GetEnvironmentVariable("${KEY}")`],
      [
        /$/,
        '\nConsole.WriteLine($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");',
      ],
    ],
  },
};

/** Returns a template of an HTTP request in a language, as the package writes it. */
export function httpTemplate(
  label: Exclude<LanguageLabel, 'TypeScript'>,
  { method, parameters, body }: Operation,
): string {
  const { generate, rewrites } = RECIPES[label];
  const written = generate({
    method: method.toUpperCase(),
    url: SAMPLE_ORIGIN + TARGET_HOLE,
    headers: [
      // The key is behind them, so that a list without one of them has its commas in the right places.
      ...shownHeaders(parameters).map((parameter) => ({ name: parameter.name, value: holeOf(parameter) })),
      { name: 'x-api-key', value: KEY_HOLE },
      ...(body ? [{ name: 'Content-Type', value: 'application/json' }] : []),
    ],
    ...(body && { postData: { mimeType: 'application/json', text: BODY } }),
  });
  const withHole = written.trim().replace(WRITTEN_BODY, BODY_HOLE);
  return rewrites.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), withHole);
}
