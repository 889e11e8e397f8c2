import { beforeAll } from 'vitest';
import { RawClient, type RawReply } from '../../support/raw-client.ts';
import { TestServer, type TestServerOptions } from '../../support/test-server.ts';

export const TOKEN = 'a-token-for-the-tests';

export type FormFields = Readonly<Record<string, string | string[]>>;

/** A client of the console that acts like a browser: it stores the cookie and sends the forms of pages. */
export class Operator {
  readonly #client: RawClient;
  readonly #url: string;
  cookie = '';
  formToken = '';

  /** @param localAddress the address from which the client connects. */
  constructor(server: Pick<TestServer, 'url'>, localAddress?: string) {
    this.#client = new RawClient(server.url, localAddress);
    this.#url = server.url;
  }

  static async signedIn(server: Pick<TestServer, 'url'>): Promise<Operator> {
    const operator = new Operator(server);
    await operator.signIn();
    return operator;
  }

  async signIn(token = TOKEN): Promise<RawReply> {
    const response = await this.post('/console/sign-in', { token });
    const [cookie] = [response.headers['set-cookie'] ?? []].flat();
    if (cookie) {
      this.cookie = cookie.split(';')[0] ?? '';
      this.formToken = /name="form" value="([^"]+)"/.exec((await this.get('/console')).text)?.[1] ?? '';
    }
    return response;
  }

  /** Opens a page. Its text has no marks of where a line may break, because a reader does not see them. */
  async get(path: string): Promise<RawReply> {
    const reply = await this.#client.send('GET', path, { cookie: this.cookie });
    return { ...reply, text: reply.text.replaceAll('<wbr>', '') };
  }

  /**
   * Sends a form, with one field per value.
   *
   * @param headers the headers that tell the server from which page the form comes. Default: a page of the same origin.
   */
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

  /** Sends a form with a file, whose fields come before the file as in a browser. */
  async upload(
    path: string,
    fields: Readonly<Record<string, string>>,
    file: { readonly name: string; readonly content: BlobPart },
    headers: Readonly<Record<string, string>> = { 'sec-fetch-site': 'same-origin' },
  ): Promise<{ readonly status: number; readonly location: string; readonly text: string }> {
    const body = new FormData();
    for (const [name, value] of Object.entries({ form: this.formToken, ...fields })) body.append(name, value);
    body.append('file', new Blob([file.content]), file.name);
    const response = await fetch(this.#url + path, {
      method: 'POST',
      headers: { cookie: this.cookie, ...headers },
      body,
      redirect: 'manual',
    });
    const { status } = response;
    return { status, location: response.headers.get('location') ?? '', text: await response.text() };
  }

  /** Sends a form and follows the redirect. */
  async submit(path: string, fields: FormFields): Promise<RawReply> {
    const response = await this.post(path, fields);
    return response.status === 303 ? this.get(String(response.headers.location)) : response;
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

/** Starts a server with a console for all tests of a file. @param use receives the server and a signed-in operator. */
export function openConsole(
  use: (server: TestServer, operator: Operator) => void,
  options: TestServerOptions = {},
): void {
  beforeAll(async () => {
    const server = await TestServer.start({ consoleToken: TOKEN, ...options });
    const operator = await Operator.signedIn(server);
    use(server, operator);
    return async () => {
      operator.close();
      await server.stop();
    };
  });
}

/** Returns the path of the newest request. The log receives a request a moment after its client has the response. */
export async function newestRequest(operator: Operator): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  const { text } = await operator.get('/console/requests');
  return /href="(\/console\/requests\/\d+)"/.exec(text)?.[1] ?? '';
}
