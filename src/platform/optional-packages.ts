import { readAsset } from './read-asset.ts';

/** The features that need optional dependencies: the subject of a sentence about the feature, and its packages. */
export const FEATURES = {
  detectedEncoding: {
    subject: 'An import of text that is not UTF-8, without --encoding,',
    packages: ['jschardet'],
  },
  generatedValues: {
    subject: 'A mock with generated values',
    packages: ['@stoplight/prism-http', '@faker-js/faker'],
  },
  phoneNumbers: { subject: 'An import with --phone-country', packages: ['libphonenumber-js'] },
  postgres: { subject: 'A PostgreSQL database', packages: ['pg'] },
  readableLog: { subject: 'A log with readable lines', packages: ['pino-pretty'] },
  tracing: {
    subject: 'Tracing',
    packages: [
      '@opentelemetry/api',
      '@opentelemetry/core',
      '@opentelemetry/exporter-trace-otlp-http',
      '@opentelemetry/resources',
      '@opentelemetry/sdk-trace',
    ],
  },
  workbooks: { subject: 'An import of an .xlsx workbook', packages: ['@e965/xlsx', 'yauzl'] },
} as const satisfies Record<string, { subject: string; packages: readonly string[] }>;

/** A feature was used whose packages are not installed. The message says how to install them. */
export class MissingPackageError extends Error {
  constructor(feature: keyof typeof FEATURES, options?: ErrorOptions) {
    const { subject, packages } = FEATURES[feature];
    const versions = readVersions();
    const named = packages.map((name) => `${name}@${versions[name]}`).join(' ');
    super(
      `${subject} needs packages that are not installed; install upsertd without --omit=optional, or run npm install ${named}.`,
      options,
    );
    this.name = 'MissingPackageError';
  }
}

/**
 * Imports a module that needs optional dependencies.
 *
 * @throws MissingPackageError if one of them is not installed.
 */
export async function importOptional<T>(feature: keyof typeof FEATURES, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (isMissingPackage(error as NodeJS.ErrnoException))
      throw new MissingPackageError(feature, { cause: error });
    throw error;
  }
}

/** A path instead of the name of a package means that a file of a package is missing, which is another error. */
function isMissingPackage({ code, message }: NodeJS.ErrnoException): boolean {
  return (
    (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') &&
    /^Cannot find (?:package|module) '(?:@[\w.-]+\/)?[\w.-]+['/]/.test(message)
  );
}

function readVersions(): Readonly<Record<string, string>> {
  const manifest = readAsset(new URL('../../package.json', import.meta.url)).toString();
  return (JSON.parse(manifest) as { optionalDependencies: Record<string, string> }).optionalDependencies;
}
