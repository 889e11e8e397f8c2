import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { hasAsset, readAsset } from '../../platform/read-asset.ts';
import { ConnectorError } from './connector.ts';
import { SHIPPED } from './shipped.ts';

/** The largest connector file, in bytes. */
const MAX_BYTES = 256 * 1024;

/** A connector file, and the lines of its parts. */
export class ConnectorFile {
  /** The name of the shipped connector, or of the file without its ending. */
  readonly name: string;
  readonly document: Document;
  readonly #label: string;
  readonly #lines: LineCounter;

  /** @param named a shipped connector, or the path of a YAML file. @throws ConnectorError */
  constructor(named: string) {
    const isShipped = SHIPPED.includes(named);
    const text = isShipped ? readShipped(named) : readFile(named);
    this.name = isShipped ? named : basename(named, extname(named));
    this.#label = isShipped ? `connector ${named}` : named;
    this.#lines = new LineCounter();
    // Without merge keys and aliases, a small file cannot expand to a large document.
    this.document = parseDocument(text, { lineCounter: this.#lines, schema: 'core', uniqueKeys: true });
    const [error] = this.document.errors;
    if (error) {
      const [reason = ''] = error.message.split('\n', 1);
      throw new ConnectorError(`${this.#label} is not valid YAML: ${reason}`);
    }
  }

  /** Creates an error about the value, or the key, at a path. */
  error(
    path: readonly (string | number)[],
    problem: string,
    part: 'key' | 'value' = 'value',
  ): ConnectorError {
    return new ConnectorError(`${this.#label}, line ${this.#lineOf(path, part)}: ${problem}`);
  }

  /** @throws ConnectorError if the document needs too much memory as plain objects. */
  toObject(): Record<string, unknown> {
    try {
      return this.document.toJS({ maxAliasCount: 100 });
    } catch {
      throw new ConnectorError(`${this.#label} has too many aliases; write the values out.`);
    }
  }

  #lineOf(path: readonly (string | number)[], part: 'key' | 'value'): number {
    const node = part === 'key' ? this.#keyAt(path) : this.#nearest(path);
    return this.#lines.linePos(node?.range?.[0] ?? 0).line;
  }

  #keyAt(path: readonly (string | number)[]): Node | undefined {
    const parent = this.#nearest(path.slice(0, -1));
    if (!isMap<Node>(parent)) return parent;
    const key = parent.items
      .map((pair) => pair.key)
      .find((one) => isScalar(one) && one.value === path.at(-1));
    return key ?? parent;
  }

  /** Returns the node at a path; its nearest ancestor if it does not exist. */
  #nearest(path: readonly (string | number)[]): Node | undefined {
    for (let length = path.length; length > 0; length -= 1) {
      const node = this.document.getIn(path.slice(0, length), true) as Node | undefined;
      if (node?.range) return node;
    }
    return this.document.contents ?? undefined;
  }
}

function readShipped(name: string): string {
  return readAsset(new URL(`../connectors/${name}.yaml`, import.meta.url)).toString();
}

function readFile(path: string): string {
  if (!/\.ya?ml$/i.test(path)) throw unknownName(path);
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MAX_BYTES)
      throw new ConnectorError(`${path} is larger than 256 KiB; it is not a connector.`);
    return bytes.toString();
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new ConnectorError(`${path} cannot be read (${code}); check its path and permissions.`);
  }
}

function unknownName(name: string): ConnectorError {
  const near = closest(name.toLowerCase(), [...SHIPPED]);
  return new ConnectorError(
    `There is no connector ${name}. The shipped connectors are ${SHIPPED.join(', ')}; did you mean ${near}? A file of your own ends in .yaml.`,
  );
}

/** Returns the JSON Schema of connector files. */
export function connectorSchema(): object {
  const url = new URL('../connectors/connector.schema.json', import.meta.url);
  if (!hasAsset(url)) throw new Error('The program lacks its connector schema.');
  return JSON.parse(readAsset(url).toString());
}
