import { type SampleCall, urlOf } from './sample-call.ts';

/** Renders a call in Python, with the package `requests`. */
export function showPython(call: SampleCall): string {
  const { operation, body } = call;
  const json = body === undefined ? '' : `    json=${literal(body, '    ')},\n`;
  return `import os

import requests

response = requests.${operation.method}(
    "${urlOf(call)}",
    headers={"x-api-key": os.environ["UPSERTD_API_KEY"]},
    timeout=30,
${json})
response.raise_for_status()
print(response.json())`;
}

function literal(value: unknown, indent: string): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  const inner = `${indent}    `;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const items = Array.isArray(value)
    ? value.map((item) => literal(item, inner))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${literal(item, inner)}`);
  if (items.length === 0) return open + close;
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join('')}${indent}${close}`;
}
