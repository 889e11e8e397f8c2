import { defaultPathSerializer } from 'openapi-fetch';
import { checkPath } from './checks/check-arguments.ts';

/** Replaces the parameters in the braces of a path by their values. */
export type WritePath = (path: string, values: Record<string, unknown>) => string;

/**
 * Makes the path serializer of the raw client. It throws a TypeError for a value that a URL cannot contain.
 *
 * @param place the name of the method, for the message of the error.
 */
export function pathWriter(place: string): WritePath {
  return (path, values) => {
    checkPath(place, path, values);
    return defaultPathSerializer(path, values);
  };
}
