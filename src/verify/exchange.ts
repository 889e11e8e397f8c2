/** A request to the target. */
export interface Sent {
  readonly method: string;
  /** Path and query, beginning with `/v2`. */
  readonly url: string;
  /** Names in the spec's spelling. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request and its response, as they went over the wire. */
export interface Exchange {
  readonly sent: Sent;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** The target sent no response, or not in time. */
export class NoTargetResponse extends Error {
  readonly sent: Sent;

  constructor(message: string, sent: Sent) {
    super(message);
    this.name = 'NoTargetResponse';
    this.sent = sent;
  }
}
