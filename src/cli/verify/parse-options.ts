import { InvalidArgumentError } from 'commander';

const REPORT_KINDS = ['junit', 'json', 'html'] as const;

export interface ReportFormat {
  readonly kind: (typeof REPORT_KINDS)[number];
  readonly file: string;
}

/** The default file of each kind of report. */
const FILES = { junit: 'verify.xml', json: 'verify.json', html: 'verify.html' };

/** Parses `html` or `html=FILE`, and adds it to the earlier reports. */
export function parseReport(text: string, earlier: readonly ReportFormat[] = []): ReportFormat[] {
  const [name = '', ...rest] = text.split('=');
  const kind = REPORT_KINDS.find((known) => known === name);
  const file = rest.length === 0 && kind ? FILES[kind] : rest.join('=');
  if (!kind || file === '')
    throw new InvalidArgumentError(
      `It must be ${REPORT_KINDS.join(', ')}, or one of them followed by =FILE.`,
    );
  return [...earlier, { kind, file }];
}

/** Parses parts of rule ids, separated by commas. */
export function parseParts(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, ...text.split(',').filter((part) => part !== '')];
}
