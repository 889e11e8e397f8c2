import type { Contract } from '../../contract/load.ts';
import { unreadable } from '../../domain/problem.ts';
import { readHeader } from '../request/request-head.ts';
import type { Middleware } from '../run-pipeline.ts';

const HEADER = 'RevKeen-Version';

/** Sets the header with the effective API version, and rejects a version that the spec does not list. */
export function negotiateVersion({ versions }: Contract): Middleware {
  const newest = versions.at(-1) as string;
  return (context, next) => {
    const requested = readHeader(context.request.headers, HEADER.toLowerCase());
    const effective = requested && versions.includes(requested) ? requested : newest;
    context.headers[HEADER] = effective;
    if (requested !== undefined && requested !== effective) {
      throw unreadable(
        'unsupported_version',
        `This server speaks version ${versions.join(', ')}. Send that in ${HEADER}, or leave the header out.`,
        HEADER,
      );
    }
    return next();
  };
}
