import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { beforeEach, describe, expect, test } from 'vitest';
import { Served, upsertd } from '../support/command-line.ts';
import { sendRaw } from '../support/send-raw.ts';
import { tempFolder } from '../support/temp-folder.ts';

const FLAGS = ['--tls-cert', 'cert.pem', '--tls-key', 'key.pem'];

let cwd: string;
beforeEach(() => {
  cwd = tempFolder();
});

async function writeCertificate(name: string): Promise<string> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], { keyType: 'ec' });
  writeFileSync(join(cwd, 'cert.pem'), cert);
  writeFileSync(join(cwd, 'key.pem'), key);
  return cert;
}

/** Sends a request over TLS, and trusts only one certificate. */
async function getHealth(url: string, ca: string) {
  const [response] = await once(
    get(`${url}/healthz`, { ca, checkServerIdentity: () => undefined }),
    'response',
  );
  response.resume();
  return { status: response.statusCode, headers: response.headers };
}

/** Returns the name in the certificate of a new connection. */
async function nameAt(url: string): Promise<string> {
  const socket: TLSSocket = connect({ port: Number(new URL(url).port), rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { subject }: PeerCertificate = socket.getPeerCertificate();
  socket.destroy();
  return String(subject.CN);
}

describe('serve with a certificate', () => {
  test('uses TLS, prints an https URL, and reloads the certificate at SIGHUP', async () => {
    const cert = await writeCertificate('first');
    const served = await Served.start({ cwd }, ...FLAGS);
    expect(served.url).toMatch(/^https:/);
    const { status, headers } = await getHealth(served.url, cert);
    expect(status).toBe(200);
    expect(headers['strict-transport-security']).toBeUndefined();

    await writeCertificate('second');
    served.child.kill('SIGHUP');
    await served.logs(/was reloaded/);
    expect(await nameAt(served.url)).toBe('second');

    writeFileSync(join(cwd, 'key.pem'), 'nonsense');
    served.child.kill('SIGHUP');
    await served.logs(/The server keeps its certificate/);
    expect(await nameAt(served.url)).toBe('second');
    expect((await served.stop()).code).toBe(0);
  });

  test('sends an HSTS header with --hsts, and logs no data of a client without TLS', async () => {
    const cert = await writeCertificate('here');
    const served = await Served.start({ cwd }, ...FLAGS, '--hsts', '365d');
    const { headers } = await getHealth(served.url, cert);
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    const plain = served.url.replace('https', 'http');
    await sendRaw(plain, ['GET /kari@example.com HTTP/1.1', 'x-api-key: kari']).catch(() => undefined);
    expect((await served.stop()).stderr).not.toMatch(/kari/);
  });

  test.for([
    [['--tls-cert', 'cert.pem'], 2, 'TLS needs both --tls-cert and --tls-key.'],
    [['--tls-cert', 'no.pem', '--tls-key', 'key.pem'], 1, 'no.pem cannot be read (ENOENT).'],
    [
      ['--tls-cert', 'key.pem', '--tls-key', 'key.pem'],
      1,
      'are not a certificate and its private key in PEM.',
    ],
  ] as const)('refuses %j in one sentence and creates no key', async ([flags, code, sentence]) => {
    await writeCertificate('here');
    const ended = await upsertd(['serve', '--port', '0', ...flags], { cwd });
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toContain(sentence);
  });
});
