import type { Request } from 'express';
import type { PageRequest } from './page-request.ts';
import type { PageResponse } from './page-response.ts';

export type PageHandler = (pageRequest: PageRequest) => Promise<PageResponse>;

/** A page with a session. It answers GET and HEAD, and a form is sent by POST. */
export interface PageRoute {
  readonly path: string;
  readonly get?: PageHandler;
  readonly post?: PageHandler;
  /** Handles a POST whose body is a stream. It checks the token of the form itself. */
  readonly upload?: (pageRequest: PageRequest, request: Request) => Promise<PageResponse>;
}
