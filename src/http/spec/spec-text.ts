import type { Document } from '../../contract/document.ts';

export type SpecFormat = 'json' | 'yaml';

/** Returns the text of the spec with this URL as its only server, in parts that all calls share except for the URL. */
export type RenderSpec = (serverUrl: string) => readonly Buffer[];

/** Occurs once in the text, where the URL of the server belongs. No URL of a server has this form. */
const MARKER = 'https://server-url.invalid';

/**
 * Writes the spec as text once. Each call of the result only inserts a URL, because every client may request the spec,
 * as often as it likes, and need not read the responses.
 */
export async function renderSpec(document: Document, format: SpecFormat): Promise<RenderSpec> {
  const servers = document.servers.map((server) => ({ ...server, url: MARKER }));
  const text = await (format === 'json' ? JSON.stringify : writeYaml)({ ...document, servers });
  const [before, after] = text.split(MARKER).map((part) => Buffer.from(part)) as [Buffer, Buffer];
  return (serverUrl) => [before, Buffer.from(serverUrl), after];
}

/** Quotes every text that YAML 1.1 reads as another type, such as `2026-05-01` and `NO`, because most parsers follow it. */
async function writeYaml(document: Document): Promise<string> {
  // Loaded only here, because it would delay the start.
  const { stringify } = await import('yaml');
  return stringify(document, { aliasDuplicateObjects: false, compat: 'yaml-1.1' });
}
