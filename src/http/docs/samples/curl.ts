import { type SampleCall, urlOf } from './sample-call.ts';

/** Renders a call as a curl command for a shell. */
export function showCurl(call: SampleCall): string {
  const { operation, body } = call;
  const method = operation.method.toUpperCase();
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}"${urlOf(call)}"`,
    '-H "x-api-key: $UPSERTD_API_KEY"',
    ...(body === undefined
      ? []
      : [
          '-H "Content-Type: application/json"',
          `-d '${JSON.stringify(body, null, 2).replaceAll("'", `'\\''`)}'`,
        ]),
  ];
  return lines.join(' \\\n  ');
}
