import type { Option } from 'commander';
import type { Casing } from '../../contract/derive.ts';
import type { SharedEmails } from '../../domain/email-uniqueness.ts';
import type { RateLimits } from '../../domain/rate-limit.ts';
import { type ConnectionLimits, DEFAULT_LIMITS } from '../../http/server/connection-limits.ts';
import { databaseOption, option, secretOption } from '../config/environment.ts';
import { type CoverageFlags, coverageOptions } from '../coverage-file.ts';
import { logLevelOption } from '../log-level-option.ts';
import {
  parseCount,
  parseDuration,
  parseEndpoint,
  parseOrigins,
  parsePort,
  parseProxies,
  parseToken,
} from '../parse.ts';
import { type CertificateOptions, certificateOptions } from './certificate.ts';
import { rateLimitOption } from './rate-limit-option.ts';

export interface ServeOptions extends CertificateOptions, CoverageFlags {
  readonly port: number;
  readonly host: string;
  readonly database: string;
  readonly databaseDirect?: string;
  readonly databaseConnections?: number;
  readonly casing: Casing;
  readonly unknownFields: 'warn' | 'reject';
  readonly sharedEmails: SharedEmails;
  readonly validateResponses?: true;
  readonly corsOrigin?: readonly string[];
  readonly docs: boolean;
  readonly console: boolean;
  readonly consoleToken?: string;
  readonly logLevel: string;
  readonly rateLimit?: RateLimits;
  readonly metricsToken?: string;
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
    option('--port <number>', 'where to listen; 0 takes a free port').argParser(parsePort).default(4000),
    option('--host <address>', 'on which address').default('127.0.0.1'),
    databaseOption(),
    option(
      '--database-direct <url>',
      'PostgreSQL past its pooler, to hear at once of keys that another server has changed',
    ),
    option(
      '--database-connections <number>',
      'how many connections to PostgreSQL are held; 10 unless given',
    ).argParser(parseCount),
    option('--casing <which>', 'the spelling of names in plain customer answers')
      .choices(['camel', 'snake', 'both'])
      .default('both'),
    option('--unknown-fields <what>', 'what becomes of a body field that is not in the contract')
      .choices(['warn', 'reject'])
      .default('warn'),
    option('--shared-emails <what>', 'whether customers may share an email; then it no longer finds anybody')
      .choices(['refuse', 'allow'])
      .default('refuse'),
    option('--validate-responses', 'hold every answer against the spec; a wrong one becomes a 500'),
    option('--cors-origin <origin>', 'pages of this origin may call, * for any; repeat for more').argParser(
      parseOrigins,
    ),
    option('--no-docs', 'do without the API reference at /docs'),
    option('--no-console', 'do without the console at /console'),
    secretOption(
      '--console-token <text>',
      'what opens the console; made anew at every start unless given',
    ).argParser(parseToken),
    ...coverageOptions(),
    logLevelOption(),
    rateLimitOption(),
    secretOption(
      '--metrics-token <token>',
      'who sends it as a bearer may read /metrics; unless given, only this machine may',
    ).argParser(parseToken),
    option(
      '--otlp-endpoint <url>',
      'send traces there, by OTLP over HTTP; OTEL_EXPORTER_OTLP_ENDPOINT unless given',
    ).argParser(parseEndpoint),
    option(
      '--trust-proxy <range>',
      'believe X-Forwarded-For from proxies with these addresses; repeat for more',
    ).argParser(parseProxies),
    ...certificateOptions(),
    option('--hsts <duration>', 'tell browsers to come by TLS only, for so long').argParser(parseDuration),
    durationOption(
      '--headers-timeout',
      'how long a client may take to send its headers',
      DEFAULT_LIMITS.headersTimeoutMs,
    ),
    durationOption(
      '--request-timeout',
      'how long it may take to send all of a request',
      DEFAULT_LIMITS.requestTimeoutMs,
    ),
    durationOption(
      '--keep-alive-timeout',
      'how long a connection may be idle between requests',
      DEFAULT_LIMITS.keepAliveTimeoutMs,
    ),
    durationOption(
      '--answer-timeout',
      'how long a client may take to take its answer',
      DEFAULT_LIMITS.answerTimeoutMs,
    ),
    option('--max-header-bytes <number>', 'how large all headers of a request together may be')
      .argParser(parseCount)
      .default(DEFAULT_LIMITS.maxHeaderBytes),
    option('--max-connections <number>', 'how many connections are held; further ones are closed')
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
