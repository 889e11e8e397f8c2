/** A request as it is sent. */
export interface Sent {
  readonly method: string;
  /** Path and query, beginning with `/v2`. */
  readonly url: string;
  /** Names as they are written in the spec. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request and what came back, as they went over the wire. */
export interface Exchange {
  readonly sent: Sent;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** Nobody answered a request, or not in time. */
export class NoAnswer extends Error {
  readonly sent: Sent;

  constructor(message: string, sent: Sent) {
    super(message);
    this.name = 'NoAnswer';
    this.sent = sent;
  }
}
