import { readAsset } from '../platform/read-asset.ts';
import { type Casing, chooseCasing, closeRequests, loosenItems } from './derive.ts';
import { type Document, type ParameterObject, resolve } from './document.ts';
import { type Operation, readOperations } from './operations.ts';

/** The spec at run time. Routes, scopes, limits, validators and examples are read from it. */
export interface Contract {
  readonly document: Document;
  readonly operations: readonly Operation[];
  /**
   * The document against which a whole request is validated. List items that fail alone are loosened in it, because they
   * are validated one by one.
   */
  readonly requestDocument: Document;
  /** The supported API versions, the newest last. */
  readonly versions: readonly string[];
}

export interface ContractOptions {
  /** `reject`: a body field that the spec does not declare is a 400. */
  readonly unknownFields?: 'warn' | 'reject';
  readonly casing?: Casing;
}

/** The loaded contracts. Servers in one process share them, and so the validators that are compiled for them. */
const loaded = new Map<string, Contract>();

/**
 * Returns the contract with the given options, the same object at each call.
 *
 * @throws Error if the spec that the program ships with is missing or unreadable.
 */
export function loadContract({ unknownFields = 'warn', casing = 'both' }: ContractOptions = {}): Contract {
  const name = `${unknownFields} ${casing}`;
  const contract = loaded.get(name) ?? createContract({ unknownFields, casing });
  loaded.set(name, contract);
  return contract;
}

function createContract({ unknownFields, casing }: Required<ContractOptions>): Contract {
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
