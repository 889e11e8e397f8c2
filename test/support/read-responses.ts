import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One of several responses on a connection. */
export interface ReadResponse {
  readonly status: number;
  readonly body: string;
}

/** Sends bytes over one connection, and returns every response that came before the server closed it. */
export async function exchangeAll(url: string, bytes: string | Uint8Array): Promise<ReadResponse[]> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname, () => socket.write(bytes));
  return readResponses((await buffer(socket)).toString('latin1'));
}

/** @throws Error if a byte does not belong to a response. */
export function readResponses(received: string): ReadResponse[] {
  const responses: ReadResponse[] = [];
  for (let rest = received; rest !== ''; ) {
    const end = rest.indexOf('\r\n\r\n') + 4;
    const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(rest) ?? [];
    if (status === undefined || end < 4) throw new Error(`This is not a response: ${rest.slice(0, 200)}`);
    const [, length = '0'] = /^content-length: (\d+)/im.exec(rest.slice(0, end)) ?? [];
    const body = rest.slice(end, end + Number(length));
    if (body.length < Number(length)) throw new Error(`The last body is cut off: ${body.slice(0, 200)}`);
    responses.push({ status: Number(status), body });
    rest = rest.slice(end + Number(length));
  }
  return responses;
}
