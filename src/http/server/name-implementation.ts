import type { Document } from '../../contract/document.ts';

/** Adds the name of the program that implements the API to the spec that it serves. `verify` reads the name. */
export function nameImplementation(document: Document, name: string): Document {
  return { ...document, info: { ...document.info, 'x-implementation': name } as Document['info'] };
}
