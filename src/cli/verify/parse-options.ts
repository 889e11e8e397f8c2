import { InvalidArgumentError } from 'commander';

const REPORT_KINDS = ['junit', 'json', 'html'] as const;

export interface ReportFormat {
  readonly kind: (typeof REPORT_KINDS)[number];
  readonly file: string;
}

/** Where a kind goes when no file is named. */
const FILES = { junit: 'verify.xml', json: 'verify.json', html: 'verify.html' };

/** `html`, or `html=FILE`; more than one may be asked for. */
export function parseReport(text: string, earlier: readonly ReportFormat[] = []): ReportFormat[] {
  const [name = '', ...rest] = text.split('=');
  const kind = REPORT_KINDS.find((known) => known === name);
  const file = rest.length === 0 && kind ? FILES[kind] : rest.join('=');
  if (!kind || file === '')
    throw new InvalidArgumentError(
      `It must be ${REPORT_KINDS.join(', ')}, or one of them with =FILE after it.`,
    );
  return [...earlier, { kind, file }];
}

/** Parts of rules' ids, with commas between. */
export function parseParts(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, ...text.split(',').filter((part) => part !== '')];
}
