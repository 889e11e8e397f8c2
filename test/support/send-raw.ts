import { connect } from 'node:net';

/** A response as the client received it. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body, parsed as JSON; empty if it is not an object. */
  readonly body: { error: { [name: string]: unknown; details: { [name: string]: unknown } } } & Record<
    string,
    unknown
  >;
}

/**
 * Sends a request that an HTTP client would correct or refuse to send, and reads one response.
 *
 * @param lines the request line and the headers. The function adds `Host` and `Connection: close`, but no Content-Length.
 */
export async function sendRaw(url: string, lines: readonly string[], body = ''): Promise<RawAnswer> {
  return sendBytes(url, `${[...lines, 'Host: localhost', 'Connection: close'].join('\r\n')}\r\n\r\n${body}`);
}

/** Sends exactly these bytes and reads one response. */
export function sendBytes(url: string, bytes: string | Uint8Array): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(readRawResponse(Buffer.concat(chunks).toString())));
  });
}

function readRawResponse(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...fields] = head.split('\r\n');
  const body = rest.join('\r\n\r\n');
  const headers = fields.map((field) => [
    field.slice(0, field.indexOf(':')).toLowerCase(),
    field.slice(field.indexOf(':') + 1).trim(),
  ]);
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: Object.fromEntries(headers),
    text: body,
    body: body.startsWith('{') ? JSON.parse(body) : {},
  };
}
