/**
 * A program for each tool that generates a client. Its function `walk` creates a customer, changes its name, lists the
 * customers with its email, and sends a request without an API key, whose error must have a type.
 */
export interface GeneratorProgram {
  /** The command lines that generate the client from `openapi.yaml`. */
  readonly commands: readonly (readonly [string, ...string[]])[];
  /** The configuration files of the tool. */
  readonly files?: Readonly<Record<string, string>>;
  readonly program: string;
}

const OPENAPI_FETCH: GeneratorProgram = {
  commands: [['openapi-typescript', 'openapi.yaml', '--output', 'schema.d.ts']],
  program: `
import createClient from 'openapi-fetch';
import type { components, paths } from './schema.js';

// @ts-expect-error the field is misspelt
export const misspelt: components['schemas']['UpsertCustomerBody'] = { email: '', nmae: '' };

export async function walk(baseUrl: string, key: string) {
  const api = createClient<paths>({ baseUrl, headers: { 'x-api-key': key } });
  const path = { source: 'practicehub', externalId: 'PAT/1' };
  const body = { email: 'kari@example.com' };
  const first = await api.PUT('/v2/customers/external/{source}/{externalId}', { params: { path }, body });
  if (!first.data || !('data' in first.data)) throw new Error('The upsert was refused or stale.');
  const { id } = first.data.data;
  const renamed = await api.PATCH('/v2/customers/{id}', { params: { path: { id } }, body: { name: 'Kari' } });
  const listed = await api.GET('/v2/customers', { params: { query: { email: body.email } } });
  const refused = await api.GET('/v2/customers', { headers: { 'x-api-key': null } });
  return {
    created: first.data.created,
    renamed: renamed.data?.data.name,
    listed: listed.data?.data.map(({ email }) => email),
    refused: refused.error?.error.code,
  };
}
`,
};

const KUBB: GeneratorProgram = {
  commands: [['kubb', 'generate', '--config', 'kubb.config.js']],
  files: {
    'kubb.config.js': `
import { defineConfig } from '@kubb/core';
import { pluginClient } from '@kubb/plugin-client';
import { pluginOas } from '@kubb/plugin-oas';
import { pluginTs } from '@kubb/plugin-ts';

export default defineConfig({
  root: '.',
  input: { path: './openapi.yaml' },
  output: { path: './kubb', extension: { '.ts': '.js' } },
  plugins: [pluginOas(), pluginTs(), pluginClient({ client: 'fetch', dataReturnType: 'full' })],
});
`,
  },
  program: `
import * as api from './kubb/index.js';

export async function walk(baseURL: string, key: string) {
  // The fetch client of Kubb sends no Content-Type of its own.
  const config = { baseURL, headers: { 'x-api-key': key, 'Content-Type': 'application/json' } };
  // @ts-expect-error the field is misspelt
  void (() => api.createCustomer({ email: '', nmae: '' }, undefined, config));
  const email = 'kari@example.com';
  // Kubb does not encode the parameters of a path.
  const first = await api.upsertCustomerByExternalId('practicehub', encodeURIComponent('PAT/1'), { email }, undefined, config);
  if (!('data' in first.data)) throw new Error('The upsert was stale.');
  const renamed = await api.updateCustomer(first.data.data.id, { name: 'Kari' }, undefined, config);
  const listed = await api.listCustomers({ email }, undefined, config);
  const refused = (await api.listCustomers({}, undefined, { baseURL })) as { data: unknown };
  const { error } = refused.data as api.ListCustomers401;
  return {
    created: first.data.created,
    renamed: renamed.data.data.name,
    listed: listed.data.data.map((customer) => customer.email),
    refused: error.code,
  };
}
`,
};

const OAZAPFTS: GeneratorProgram = {
  commands: [['oazapfts', 'openapi.yaml', 'oazapfts.ts']],
  program: `
import * as api from './oazapfts.js';

export async function walk(baseUrl: string, key: string) {
  api.defaults.baseUrl = baseUrl;
  api.defaults.headers = { 'x-api-key': key };
  // @ts-expect-error the field is misspelt
  void (() => api.createCustomer({ email: '', nmae: '' }));
  const email = 'kari@example.com';
  const first = await api.upsertCustomerByExternalId('practicehub', 'PAT/1', { email });
  if (first.status !== 201 || !('created' in first.data)) throw new Error('The upsert was refused.');
  const renamed = await api.updateCustomer(first.data.data.id, { name: 'Kari' });
  const listed = await api.listCustomers({ email });
  api.defaults.headers = {};
  const refused = await api.listCustomers();
  if (renamed.status !== 200 || !('data' in renamed.data)) throw new Error('The update was refused.');
  if (listed.status !== 200 || !('data' in listed.data)) throw new Error('The list was refused.');
  if (refused.status !== 401 || !('error' in refused.data)) throw new Error('The request was not refused.');
  return {
    created: first.data.created,
    renamed: renamed.data.data.name,
    listed: listed.data.data.map((customer) => customer.email),
    refused: refused.data.error.code,
  };
}
`,
};

const SWAGGER_TYPESCRIPT_API: GeneratorProgram = {
  commands: [
    ['swagger-typescript-api', 'generate', '--path', 'openapi.yaml', '--output', '.', '--name', 'client.ts'],
  ],
  program: `
import { Api, type HttpResponse, type UnauthenticatedProblem } from './client.js';

export async function walk(baseUrl: string, key: string) {
  const securityWorker = () => ({ headers: { 'x-api-key': key } });
  const { v2 } = new Api({ baseUrl, securityWorker });
  // @ts-expect-error the field is misspelt
  void (() => v2.createCustomer({ email: '', nmae: '' }));
  const email = 'kari@example.com';
  // swagger-typescript-api does not encode the parameters of a path.
  const first = await v2.upsertCustomerByExternalId('practicehub', encodeURIComponent('PAT/1'), { email });
  if (!('data' in first.data)) throw new Error('The upsert was stale.');
  const renamed = await v2.updateCustomer(first.data.data.id, { name: 'Kari' });
  const listed = await v2.listCustomers({ email });
  const refused: HttpResponse<unknown, UnauthenticatedProblem> = await new Api({ baseUrl }).v2
    .listCustomers()
    .catch((response) => response);
  return {
    created: first.data.created,
    renamed: renamed.data.data.name,
    listed: listed.data.data.map((customer) => customer.email),
    refused: refused.error.error.code,
  };
}
`,
};

const OPENAPI_ZOD_CLIENT: GeneratorProgram = {
  commands: [
    ['openapi-zod-client', 'openapi.yaml', '--output', 'client.ts', '--with-alias'],
    // It writes the null of a nullable enum into z.enum, which accepts only texts (docs/tools.md).
    ['perl', '-0pi', '-e', 's/,\\s*null,?\\s*\\]/]/g', 'client.ts'],
  ],
  program: `
import { isErrorFromAlias } from '@zodios/core';
import { api as generated, createApiClient } from './client.js';

export async function walk(baseUrl: string, key: string) {
  const api = createApiClient(baseUrl, { axiosConfig: { headers: { 'x-api-key': key } } });
  const email = 'kari@example.com';
  // Zodios does not encode the parameters of a path.
  const params = { source: 'practicehub', externalId: encodeURIComponent('PAT/1') };
  const first = await api.upsertCustomerByExternalId({ email }, { params });
  if (!('data' in first)) throw new Error('The upsert was stale.');
  const renamed = await api.updateCustomer({ name: 'Kari' }, { params: { id: first.data.id } });
  const listed = await api.listCustomers({ queries: { email } });
  const refused = await createApiClient(baseUrl).listCustomers().catch((error: unknown) => error);
  const isTyped = refused instanceof Error && isErrorFromAlias(generated.api, 'listCustomers', refused);
  return {
    created: first.created,
    renamed: renamed.data.name,
    listed: listed.data.map((customer) => customer.email),
    refused: isTyped && refused.response.status === 401 ? refused.response.data.error.code : refused,
  };
}
`,
};

const ORVAL_ZOD: GeneratorProgram = {
  commands: [['orval', '--config', 'orval.config.json']],
  files: {
    'orval.config.json': JSON.stringify({
      zod: { input: './openapi.yaml', output: { target: 'zod.ts', client: 'zod' } },
    }),
  },
  program: `
import * as zod from './zod.js';

export async function walk(baseUrl: string, key: string) {
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = { 'x-api-key': key }) => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(baseUrl + path, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...init,
    });
    return response.json();
  };
  const path = zod.UpsertCustomerByExternalIdParams.parse({ source: 'practicehub', externalId: 'PAT/1' });
  const { email } = zod.UpsertCustomerByExternalIdBody.parse({ email: 'kari@example.com' });
  const url = \`/v2/customers/external/\${path.source}/\${encodeURIComponent(path.externalId)}\`;
  const first = zod.UpsertCustomerByExternalIdResponse.parse(await send('PUT', url, { email }));
  if (!('data' in first)) throw new Error('The upsert was stale.');
  const renamed = zod.UpdateCustomerResponse.parse(
    await send('PATCH', \`/v2/customers/\${first.data.id}\`, zod.UpdateCustomerBody.parse({ name: 'Kari' })),
  );
  const listed = zod.ListCustomersResponse.parse(await send('GET', \`/v2/customers?email=\${email}\`));
  const refused = await send('GET', '/v2/customers', undefined, {});
  return {
    created: first.created,
    renamed: renamed.data.name,
    listed: listed.data.map((customer) => customer.email),
    refused: refused.error.code,
  };
}
`,
};

export const PROGRAMS: Readonly<Record<string, GeneratorProgram>> = {
  'openapi-typescript with openapi-fetch': OPENAPI_FETCH,
  kubb: KUBB,
  oazapfts: OAZAPFTS,
  'swagger-typescript-api': SWAGGER_TYPESCRIPT_API,
  'openapi-zod-client': OPENAPI_ZOD_CLIENT,
  'the zod schemas of orval': ORVAL_ZOD,
};
