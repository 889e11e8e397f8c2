import type { Option } from 'commander';
import { option } from '../config/environment.ts';

export interface CertificateOptions {
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** Creates the options of the certificate. They are apart from its reader, because only that needs Node's TLS, which takes long to load. */
export function certificateOptions(): Option[] {
  return [
    option(
      '--tls-cert <file>',
      'serve TLS with this certificate (PEM, followed by intermediate certificates)',
    ),
    option('--tls-key <file>', 'private key of the certificate (PEM); SIGHUP reloads both files'),
  ];
}
