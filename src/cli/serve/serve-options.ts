import type { Option } from 'commander';
import type { Casing } from '../../contract/derive.ts';
import type { EmailMatch, SharedEmails } from '../../domain/email.ts';
import type { RateLimits } from '../../domain/rate-limit.ts';
import { type ConnectionLimits, DEFAULT_LIMITS } from '../../http/server/connection-limits.ts';
import type { Address } from '../../server/create-server.ts';
import { databaseOption, logLevelOption, option, portOption, secretOption } from '../config/environment.ts';
import { type CoverageFlags, coverageOptions } from '../files/coverage-file.ts';
import {
  parseAddress,
  parseCount,
  parseDuration,
  parseEndpoint,
  parseOrigins,
  parseProxies,
  parseToken,
} from '../parse.ts';
import { publicUrlOption } from '../public-url-option.ts';
import { type BackupFlags, backupOptions } from './backup-options.ts';
import { type CertificateOptions, certificateOptions } from './certificate-options.ts';
import { type ConsoleFlags, consoleOptions } from './console-access.ts';
import { type ConsoleImportFlags, consoleImportOption } from './console-import-option.ts';
import { rateLimitOption } from './rate-limit-option.ts';

export interface ServeOptions
  extends BackupFlags,
    CertificateOptions,
    ConsoleFlags,
    ConsoleImportFlags,
    CoverageFlags {
  readonly port: number;
  readonly host: string;
  readonly publicUrl?: string;
  readonly database: string;
  readonly databaseDirect?: string;
  readonly databaseConnections?: number;
  readonly casing: Casing;
  readonly unknownFields: 'warn' | 'reject';
  readonly sharedEmails: SharedEmails;
  readonly emailMatch: EmailMatch;
  readonly validateResponses?: true;
  readonly corsOrigin?: readonly string[];
  readonly docs: boolean;
  readonly logLevel: string;
  readonly rateLimit?: RateLimits;
  readonly metricsToken?: string;
  readonly metricsListen?: Address;
  readonly otlpEndpoint?: string;
  readonly trustProxy?: readonly string[];
  /** Milliseconds. */
  readonly hsts?: number;
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly keepAliveTimeout: number;
  readonly answerTimeout: number;
  readonly maxHeaderBytes: number;
  readonly maxConnections: number;
}

export function serveOptions(): Option[] {
  return [
    portOption('serve', 4000),
    option('--host <address>', 'IP address or host name to listen on').default('127.0.0.1'),
    publicUrlOption(),
    databaseOption(),
    option(
      '--database-direct <url>',
      'URL of PostgreSQL without its pooler, over which this server learns at once of changed API keys (default: --database)',
    ),
    option('--database-connections <number>', 'number of connections to PostgreSQL (default: 10)').argParser(
      parseCount,
    ),
    ...backupOptions(),
    option('--casing <which>', 'casing of field names in customer responses, except those of upserts')
      .choices(['camel', 'snake', 'both'])
      .default('both'),
    option(
      '--unknown-fields <what>',
      'treatment of body fields that are not in the contract: warn ignores them with a warning, reject returns 400',
    )
      .choices(['warn', 'reject'])
      .default('warn'),
    option(
      '--shared-emails <what>',
      'allow several customers with the same email; emails are then not used to match customers',
    )
      .choices(['refuse', 'allow'])
      .default('refuse'),
    option(
      '--email-match <what>',
      'effect of an upsert with a new reference and a known email: link links the reference to the customer with this email, refuse returns 409; no effect with --shared-emails allow',
    )
      .choices(['link', 'refuse'])
      .default('link'),
    option(
      '--validate-responses',
      'validate every response against the spec; an invalid response becomes a 500',
    ),
    option(
      '--cors-origin <origin>',
      'allow pages of this origin to call the API (CORS), * for any; repeatable (default: none)',
    ).argParser(parseOrigins),
    option('--no-docs', 'do not serve the API reference at /docs'),
    ...consoleOptions(),
    consoleImportOption(),
    ...coverageOptions(),
    logLevelOption(),
    rateLimitOption(),
    secretOption(
      '--metrics-token <token>',
      'bearer token for /metrics, at least 16 characters (default: /metrics refuses every request)',
    ).argParser(parseToken),
    option(
      '--metrics-listen <address>',
      'open another port that serves only /metrics, without a token and TLS, such as 127.0.0.1:9100 (default: none)',
    ).argParser(parseAddress),
    option(
      '--otlp-endpoint <url>',
      'OTLP/HTTP endpoint for traces (default: $OTEL_EXPORTER_OTLP_ENDPOINT)',
    ).argParser(parseEndpoint),
    option(
      '--trust-proxy <range>',
      'trust X-Forwarded-For from proxies with these addresses, such as 192.0.2.0/24; repeatable (default: none)',
    ).argParser(parseProxies),
    ...certificateOptions(),
    option(
      '--hsts <duration>',
      'duration for which browsers must use TLS (HSTS header), such as 365d (default: no header)',
    ).argParser(parseDuration),
    durationOption(
      '--headers-timeout',
      'time in which a client must send the headers of a request',
      DEFAULT_LIMITS.headersTimeoutMs,
    ),
    durationOption(
      '--request-timeout',
      'time in which a client must send a whole request',
      DEFAULT_LIMITS.requestTimeoutMs,
    ),
    durationOption(
      '--keep-alive-timeout',
      'time after which an idle connection is closed',
      DEFAULT_LIMITS.keepAliveTimeoutMs,
    ),
    durationOption(
      '--answer-timeout',
      'time in which a client must read a response',
      DEFAULT_LIMITS.answerTimeoutMs,
    ),
    option('--max-header-bytes <number>', 'maximum size of all headers of a request, in bytes')
      .argParser(parseCount)
      .default(DEFAULT_LIMITS.maxHeaderBytes),
    option('--max-connections <number>', 'maximum number of connections; further ones are closed')
      .argParser(parseCount)
      .default(DEFAULT_LIMITS.maxConnections),
  ];
}

export function connectionLimits(options: ServeOptions): ConnectionLimits {
  return {
    headersTimeoutMs: options.headersTimeout,
    requestTimeoutMs: options.requestTimeout,
    keepAliveTimeoutMs: options.keepAliveTimeout,
    answerTimeoutMs: options.answerTimeout,
    maxHeaderBytes: options.maxHeaderBytes,
    maxConnections: options.maxConnections,
  };
}

function durationOption(flag: string, description: string, defaultMs: number): Option {
  return option(`${flag} <duration>`, description)
    .argParser(parseDuration)
    .default(defaultMs, `${defaultMs / 1000}s`);
}
