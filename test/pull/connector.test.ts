import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConnector } from '../../src/pull/connector/load-connector.ts';
import { SHIPPED } from '../../src/pull/connector/shipped.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ENV = {
  PRACTICEHUB_API_KEY: 'a',
  PRACTICEHUB_APP_DETAILS: 'b',
  WODIFY_API_KEY: 'c',
  CLINIKO_API_KEY: 'd-uk1',
  CLINIKO_USER_AGENT: 'e',
  KEY: 'secret\n',
};

const load = (text: string, settings: Record<string, string> = {}, env: Record<string, string> = ENV) => {
  const file = join(tempFolder(), 'crm.yaml');
  writeFileSync(file, text);
  return loadConnector(file, { settings: new Map(Object.entries(settings)), env });
};

const BASE = `client:
  base_url: https://crm.example/api
endpoint:
  path: /people
record_key: id
map: { email: email }
`;

describe('a connector file', () => {
  test('has defaults for everything that is not required', () => {
    expect(load(BASE)).toMatchObject({
      name: 'crm',
      source: 'crm',
      client: { auth: { type: 'none' }, allowedHosts: [] },
      endpoint: {
        method: 'GET',
        dataSelectors: ['.'],
        dataSelectorRequired: true,
        paginator: { type: 'single_page' },
      },
      incremental: undefined,
    });
  });

  test.each([
    ['an unknown key', `${BASE}recordkey: id\n`, 'line 7: recordkey is unknown. Did you mean record_key?'],
    [
      'an unknown nested key',
      BASE.replace('  path:', '  pathh: /x\n  path:'),
      'line 4: pathh is unknown in endpoint. Did you mean path?',
    ],
    [
      'a required key that is misspelt',
      BASE.replace('record_key: id', 'recordkey: id'),
      'line 5: recordkey is unknown. Did you mean record_key?',
    ],
    [
      'a secret below a misspelt key',
      BASE.replace('endpoint:', `  aut: { type: bearer, token: "$\{env:TOKEN}" }\nendpoint:`),
      'line 3: aut is unknown in client. Did you mean auth?',
    ],
    ['a missing key', BASE.replace('record_key: id\n', ''), 'the connector lacks record_key'],
    [
      'an unknown paginator',
      BASE.replace('path: /people', 'path: /people\n  paginator: { type: links }'),
      'endpoint.paginator.type must be one of json_link',
    ],
    [
      'a key of another paginator',
      BASE.replace(
        'path: /people',
        'path: /p\n  paginator: { type: json_link, next_url_path: a, page_param: b }',
      ),
      'page_param is unknown in endpoint.paginator',
    ],
    ['plain HTTP', BASE.replace('https://', 'http://'), 'line 2: base_url must begin with https://'],
    ['a user name in the URL', BASE.replace('https://', 'https://me:pw@'), 'must have no user name'],
    [
      'a secret outside of headers and auth',
      BASE.replace('/people', `/\${env:KEY}`),
      `line 4: \${env:KEY} is only allowed in`,
    ],
    ['an unknown setting', BASE.replace('/people', `/\${setting:x}`), 'there is no setting x'],
    [
      'an unknown template',
      BASE.replace('path: /people', 'path: /p\n  params: { since: "{incremental.start}" }'),
      '{incremental.start} is unknown',
    ],
    [
      'a template without incremental',
      BASE.replace('path: /people', 'path: /p\n  params: { since: "{incremental.start_value}" }'),
      'needs a section incremental',
    ],
    [
      'a wrong time zone',
      `${BASE}incremental: { cursor_path: at, time_zone: Mars }\n`,
      'Mars is not a time zone',
    ],
    [
      'a wrong first time',
      `${BASE}incremental: { cursor_path: at, initial_value: soon }\n`,
      'initial_value must be a time',
    ],
    ['text that is not YAML', 'client: [', 'is not valid YAML'],
  ])('is refused for %s, by line', (_what, text, message) => {
    expect(() => load(text)).toThrow(message);
  });

  test('names a missing secret and never shows one', () => {
    const text = BASE.replace(
      'https://crm.example/api',
      `https://crm.example/api\n  auth: { type: bearer, token: "\${env:CRM_TOKEN}" }`,
    );
    expect(() => load(text)).toThrow('Set the environment variable CRM_TOKEN.');
    expect(load(text.replace('CRM_TOKEN', 'KEY')).client.auth).toEqual({ type: 'bearer', token: 'secret' });
  });

  test('takes settings from the command, checks their names and values, and lists its assumptions', () => {
    const text = `settings:
  size: { description: Records of a page., default: 50 }
  order: { description: The order., default: asc, allowed: [asc, desc], assumed: true }
${BASE.replace('path: /people', `path: /people\n  params: { n: "\${setting:size}", o: "\${setting:order}" }`)}`;
    expect(load(text, { size: '10' })).toMatchObject({
      endpoint: { params: { n: 10, o: 'asc' } },
      assumptions: [{ setting: 'order' }],
    });
    expect(() => load(text, { sise: '1' })).toThrow('Did you mean size?');
    expect(() => load(text, { order: 'up' })).toThrow('must be one of asc, desc');
  });

  test.each(SHIPPED)('%s is shipped, and matches the schema', (name) => {
    const settings = new Map([['base_url', 'https://clinic.example/api']]);
    expect(loadConnector(name, { settings, env: ENV })).toMatchObject({ name, source: name });
  });

  test('that does not exist is refused with the nearest shipped name', () => {
    expect(() => loadConnector('wodyfi', { settings: new Map(), env: ENV })).toThrow('did you mean wodify?');
  });
});
