import { showUrl } from '../storage/show-url.ts';

/** Returns the sentence about a new database, so that the operator notices a mistyped name. */
export function describeCreated(url: string): string {
  return `Created a new database: ${showUrl(url)}`;
}
