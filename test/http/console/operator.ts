import { beforeAll } from 'vitest';
import { RawClient, type RawReply } from '../../support/raw-client.ts';
import { TestServer } from '../../support/test-server.ts';

export const TOKEN = 'a-token-for-the-tests';

export type FormFields = Readonly<Record<string, string | string[]>>;

/** Somebody at the console, as a browser would be: keeps the cookie and sends the forms of pages. */
export class Operator {
  readonly #client: RawClient;
  cookie = '';
  formToken = '';

  constructor(server: TestServer) {
    this.#client = new RawClient(server.url);
  }

  static async signedIn(server: TestServer): Promise<Operator> {
    const operator = new Operator(server);
    await operator.signIn();
    return operator;
  }

  async signIn(token = TOKEN): Promise<RawReply> {
    const reply = await this.post('/console/sign-in', { token });
    const [cookie] = [reply.headers['set-cookie'] ?? []].flat();
    if (cookie) {
      this.cookie = cookie.split(';')[0] ?? '';
      this.formToken = /name="form" value="([^"]+)"/.exec((await this.get('/console')).text)?.[1] ?? '';
    }
    return reply;
  }

  get(path: string): Promise<RawReply> {
    return this.#client.send('GET', path, { cookie: this.cookie });
  }

  /** A field with several values is sent once per value. @param headers in the place of what a browser would say of the page that the form stands on. */
  post(
    path: string,
    fields: FormFields,
    headers: Readonly<Record<string, string>> = { 'sec-fetch-site': 'same-origin' },
  ): Promise<RawReply> {
    const pairs = Object.entries({ form: this.formToken, ...fields }).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    );
    const body = new URLSearchParams(pairs).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    return this.#client.send('POST', path, { cookie: this.cookie, ...type, ...length, ...headers }, body);
  }

  /** Sends a form and opens the page that it leads to. */
  async submit(path: string, fields: FormFields): Promise<RawReply> {
    const reply = await this.post(path, fields);
    return reply.status === 303 ? this.get(String(reply.headers.location)) : reply;
  }

  /** Sends the form of a new key, then confirms the summary that follows. @returns the response to the confirmation. */
  async createKey(fields: FormFields): Promise<RawReply> {
    const { headers } = await this.post('/console/keys', fields);
    return this.post(String(headers.location), {});
  }

  close(): void {
    this.#client.close();
  }
}

/** Opens a console for all tests of a file. @param take is given it before the first of them, and somebody signed in. */
export function openConsole(take: (server: TestServer, operator: Operator) => void): void {
  beforeAll(async () => {
    const server = await TestServer.start({ consoleToken: TOKEN });
    const operator = await Operator.signedIn(server);
    take(server, operator);
    return async () => {
      operator.close();
      await server.stop();
    };
  });
}
