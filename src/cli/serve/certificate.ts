import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Option } from 'commander';
import type { Certificate, Listening } from '../../http/server/listen.ts';
import { CliError, usageError } from '../cli-error.ts';
import { option } from '../config/environment.ts';

export interface CertificateOptions {
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

export function certificateOptions(): Option[] {
  return [
    option('--tls-cert <file>', 'speak TLS with this certificate in PEM, intermediate ones after it'),
    option('--tls-key <file>', 'the private key of the certificate, in PEM; SIGHUP reads both anew'),
  ];
}

/** Reads certificate and key, if they are asked for. @throws Failure when they cannot be used together. */
export function readCertificate({ tlsCert, tlsKey }: CertificateOptions): Certificate | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined)
    throw usageError('TLS takes both --tls-cert and --tls-key.');
  const certificate = { cert: readPem(tlsCert), key: readPem(tlsKey) };
  try {
    createSecureContext(certificate);
  } catch {
    throw new CliError(`${tlsCert} and ${tlsKey} are not a certificate and its key, in PEM.`);
  }
  return certificate;
}

/**
 * Reads the files anew at every SIGHUP, and goes on with the former certificate where they cannot be used.
 *
 * @returns stops listening to the signal.
 */
export function renewAtHangUp(
  options: CertificateOptions,
  listening: Listening,
  tell: (sentence: string) => void,
): () => void {
  const renew = () => {
    try {
      const certificate = readCertificate(options);
      if (certificate) listening.renew(certificate);
      tell('The certificate was read anew.');
    } catch (error) {
      tell(`The former certificate stays in use: ${(error as Error).message}`);
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
