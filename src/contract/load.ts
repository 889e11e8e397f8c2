import { readAsset } from '../platform/read-asset.ts';
import { type Casing, chooseCasing, closeRequests, loosenItems } from './derive.ts';
import { type Document, type ParameterObject, resolve } from './document.ts';
import { type Operation, readOperations } from './operations.ts';

/** The spec at run time: the one value from which routes, scopes, limits, validators and examples come. */
export interface Contract {
  readonly document: Document;
  readonly operations: readonly Operation[];
  /**
   * The document against which a whole request is validated. List items that fail alone are loosened in it, because they
   * are validated one by one.
   */
  readonly requestDocument: Document;
  /** The API versions that are spoken, the newest last. */
  readonly versions: readonly string[];
}

export interface ContractOptions {
  /** `reject` makes a body field that the spec does not know a 400. */
  readonly unknownFields?: 'warn' | 'reject';
  readonly casing?: Casing;
}

/** @throws Error when the spec beside this program is missing or not readable. */
export function loadContract({ unknownFields = 'warn', casing = 'both' }: ContractOptions = {}): Contract {
  let document = readDocument();
  document = chooseCasing(document, casing);
  if (unknownFields === 'reject') document = closeRequests(document);
  return {
    document,
    operations: readOperations(document),
    requestDocument: loosenItems(document),
    versions: readVersions(document),
  };
}

function readVersions(document: Document): string[] {
  const parameter = resolve<ParameterObject>(document, { $ref: '#/components/parameters/Version' });
  return resolve(document, parameter.schema).enum as string[];
}

function readDocument(): Document {
  const bundled = readAsset(new URL('../../generated/openapi.json', import.meta.url));
  return JSON.parse(bundled.toString()) as Document;
}
