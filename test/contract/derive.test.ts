import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { resolve, type SchemaObject } from '../../src/contract/document.ts';
import { toCamel, toSnake } from '../../src/contract/field-names.ts';
import { loadContract } from '../../src/contract/load.ts';
import { DERIVED } from './derived-documents.ts';

const CLI = join(import.meta.dirname, '../../node_modules/@redocly/cli/bin/cli.js');
const RULES = join(import.meta.dirname, '../../openapi/redocly.yaml');

describe('a derived document', () => {
  test('satisfies the lint rules of the spec with each combination of options', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'upsertd-derived-'));
    try {
      const files = DERIVED.map(([, { document }], index) => {
        const file = join(folder, `${index}.json`);
        writeFileSync(file, JSON.stringify(document));
        return file;
      });
      const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
      const lint = promisify(execFile)(process.execPath, [CLI, 'lint', '--config', RULES, ...files], { env });
      await expect(lint).resolves.toBeDefined();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('without options equals the spec', () => {
    expect(loadContract({ casing: 'both', unknownFields: 'warn' })).toEqual(loadContract());
  });

  test.each(DERIVED)('of %s describes customers in that spelling', (_name, { document }, { casing }) => {
    const customer = resolve<SchemaObject>(document, { $ref: '#/components/schemas/Customer' });
    const names = Object.keys(customer.properties ?? {});
    const spelt = { camel: names.filter(isCamel), snake: names.filter(isSnake) };
    expect(spelt.camel.length > 0).toBe(casing !== 'snake');
    expect(spelt.snake.length > 0).toBe(casing !== 'camel');
    if (casing === 'both') expect(spelt.camel.map(toSnake).sort()).toEqual(spelt.snake.toSorted());
    expect(names).toEqual(expect.arrayContaining([...(customer.required ?? [])]));
  });

  test.each(DERIVED)('of %s does not change the response of the upsert', (_name, { document }) => {
    const { document: spec } = loadContract();
    expect(document.components.schemas?.UpsertedCustomer).toEqual(spec.components.schemas?.UpsertedCustomer);
    expect(document.components.examples?.upsert_created).toEqual(spec.components.examples?.upsert_created);
  });

  test.each(DERIVED)(
    'of %s declares whether a request may contain other fields',
    (_name, { operations }, { unknownFields }) => {
      const bodies = operations.flatMap(({ body }) => body ?? []);
      expect(bodies.length).toBeGreaterThan(0);
      const expected = unknownFields === 'warn' ? undefined : false;
      for (const { schema } of bodies) expect(schema.additionalProperties).toBe(expected);
    },
  );
});

test.each([
  ['id', 'id'],
  ['merchantRefId', 'merchant_ref_id'],
  ['addressLine1', 'address_line1'],
  ['externalRefs', 'external_refs'],
])('%s and %s are two spellings of one name', (camel, snake) => {
  expect(toSnake(camel)).toBe(snake);
  expect(toCamel(snake)).toBe(camel);
});

const isCamel = (name: string) => /[A-Z]/.test(name);
const isSnake = (name: string) => name.includes('_');
