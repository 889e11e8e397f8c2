import type { Contract } from '../load.ts';
import type { Operation } from '../operations.ts';
import { Router } from '../router.ts';
import { type Answered, AnswerJudge, type Violation } from './judge-answer.ts';
import { RequestJudge } from './judge-request.ts';

/** Both sides of one exchange, as they went over the wire. Header names are in lower case. */
export interface WireExchange {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string | undefined>>;
  readonly requestBody: string;
  readonly answer: Answered;
}

export interface Verdict {
  /** Undefined when the path or the method is not in the spec. */
  readonly operation: Operation | undefined;
  /** What the client did wrong. A server is there to refuse it. */
  readonly request: readonly Violation[];
  /** What the server did wrong. */
  readonly answer: readonly Violation[];
}

/** Holds both sides of an exchange against the spec. */
export class ExchangeJudge {
  readonly #router: Router;
  readonly #requests: RequestJudge;
  readonly #answers: AnswerJudge;

  constructor({ document, operations }: Contract) {
    this.#router = new Router(operations);
    this.#requests = new RequestJudge(document);
    this.#answers = new AnswerJudge(document);
  }

  judge({ method, url, requestHeaders, requestBody, answer }: WireExchange): Verdict {
    const at = url.indexOf('?');
    const [path, search] = at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
    const asked = method === 'HEAD' ? 'GET' : method;
    // A base URL may end in a slash.
    const route = this.#router.find(asked, path.replace(/^\/+(?=\/)/, '').replace(/^\/v2\/{2,}/, '/v2/'));
    const operation = route.kind === 'found' ? route.operation : undefined;
    const request =
      route.kind === 'found'
        ? this.#requests.judge(route.operation, {
            params: route.params,
            query: new URLSearchParams(search),
            headers: requestHeaders,
            body: requestBody,
          })
        : [
            route.kind === 'other_methods'
              ? `${method} is not declared for this path`
              : 'the path is not in the spec',
          ];
    // The answer to a HEAD is that of the GET without its body.
    const judged = method === 'HEAD' ? [] : this.#answers.judge(operation, answer);
    return { operation, request, answer: judged };
  }
}
