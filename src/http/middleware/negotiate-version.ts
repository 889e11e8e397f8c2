import type { Contract } from '../../contract/load.ts';
import { unreadable } from '../../domain/problem.ts';
import { readHeader } from '../request/header.ts';
import type { Middleware } from '../request/request-context.ts';

const HEADER = 'RevKeen-Version';

/** Echoes the version that answers, and refuses one that the spec does not list. */
export function negotiateVersion({ versions }: Contract): Middleware {
  const newest = versions.at(-1) as string;
  return (context, request) => {
    const asked = readHeader(request.headers, HEADER.toLowerCase());
    const effective = asked && versions.includes(asked) ? asked : newest;
    context.headers[HEADER] = effective;
    if (asked !== undefined && asked !== effective) {
      throw unreadable(
        'unsupported_version',
        `This server speaks version ${versions.join(', ')}. Send that in ${HEADER}, or leave the header out.`,
        HEADER,
      );
    }
  };
}
