import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Certificate, Listening } from '../../http/server/listen.ts';
import { CliError, usageError } from '../cli-error.ts';
import type { CertificateOptions } from './certificate-options.ts';

/** Reads certificate and private key, if the options name them. @throws CliError if they do not match. */
export function readCertificate({ tlsCert, tlsKey }: CertificateOptions): Certificate | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined)
    throw usageError('TLS needs both --tls-cert and --tls-key.');
  const certificate = { cert: readPem(tlsCert), key: readPem(tlsKey) };
  try {
    createSecureContext(certificate);
  } catch {
    throw new CliError(`${tlsCert} and ${tlsKey} are not a certificate and its private key in PEM.`);
  }
  return certificate;
}

/**
 * Reloads the files at each SIGHUP. If they cannot be used, the server keeps its certificate.
 *
 * @returns stops listening for the signal.
 */
export function renewAtHangUp(
  options: CertificateOptions,
  server: Pick<Listening, 'renew'>,
  log: (sentence: string) => void,
): () => void {
  const renew = () => {
    try {
      const certificate = readCertificate(options);
      if (certificate) server.renew(certificate);
      log('The certificate was reloaded.');
    } catch (error) {
      log(`The server keeps its certificate: ${(error as Error).message}`);
    }
  };
  process.on('SIGHUP', renew);
  return () => process.off('SIGHUP', renew);
}

function readPem(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CliError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
