import { SAMPLE_ORIGIN, type SampleCall } from './sample-call.ts';

/** Renders a call in TypeScript, with the typed client that this package publishes. */
export function showTypeScript({ operation, params, body }: SampleCall): string {
  const options = [
    ...(Object.keys(params).length > 0 ? [`params: { path: ${literal(params, '  ')} },`] : []),
    ...(body === undefined ? [] : [`body: ${literal(body, '  ')},`]),
  ];
  const argument = options.length > 0 ? `, {\n${options.map((line) => `  ${line}\n`).join('')}}` : '';
  return `import { createClient } from 'upsertd/client';

const client = createClient({
  baseUrl: '${SAMPLE_ORIGIN}',
  apiKey: process.env.UPSERTD_API_KEY ?? '',
});
const { data, error } = await client.raw.${operation.method.toUpperCase()}('${operation.path}'${argument});
if (error) throw new Error(error.error.message);
console.log(data);`;
}

/** Renders a JSON value as a TypeScript literal, with unquoted names. */
function literal(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 2)
    .replace(/^(\s*)"([A-Za-z_]\w*)":/gm, '$1$2:')
    .replaceAll('\n', `\n${indent}`);
}
