import type { Option } from 'commander';

/** The headings in the help of `serve`, with the names of their options. Other options are under "Options:". */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'Network:': ['port', 'host', 'public-url', 'tls-cert', 'tls-key', 'hsts', 'trust-proxy', 'cors-origin'],
  'Database:': ['database', 'database-direct', 'database-connections'],
  'Backups:': ['backup-dir', 'backup-every', 'backup-keep'],
  'API:': [
    'casing',
    'unknown-fields',
    'shared-emails',
    'email-match',
    'validate-responses',
    'rate-limit',
    'coverage',
    'fail-under',
  ],
  'Pages:': ['no-docs', 'no-console', 'console-token', 'console-token-file', 'console-import-max'],
  'Monitoring:': ['log-level', 'metrics-token', 'metrics-listen', 'otlp-endpoint'],
  'Limits of connections:': [
    'headers-timeout',
    'request-timeout',
    'keep-alive-timeout',
    'answer-timeout',
    'max-header-bytes',
    'max-connections',
  ],
};

const HEADINGS = new Map(
  Object.entries(GROUPS).flatMap(([heading, names]) => names.map((name) => [name, heading] as const)),
);

/** Puts an option under its heading in the help. */
export function withHeading(option: Option): Option {
  const heading = HEADINGS.get(option.long?.slice('--'.length) ?? '');
  return heading === undefined ? option : option.helpGroup(heading);
}
