import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { closest } from 'fastest-levenshtein';
import type { ConnectorError } from './connector.ts';
import { type ConnectorFile, connectorSchema } from './connector-file.ts';

let compiled: ValidateFunction | undefined;

/** Compiles the schema once: a connector is checked before and after its settings are filled in. */
function validate(): ValidateFunction {
  compiled ??= new Ajv({
    discriminator: true,
    verbose: true,
    allowUnionTypes: true,
    allErrors: true,
  }).compile(connectorSchema());
  return compiled;
}

/**
 * Checks a file against the schema.
 *
 * @throws ConnectorError that names the line of the first unknown key, because a misspelt key is also a missing one, or else
 * of the first error.
 */
export function validateConnector(file: ConnectorFile, value: unknown): void {
  const isValid = validate();
  if (isValid(value)) return;
  const errors = isValid.errors ?? [];
  const error = errors.find(({ keyword }) => keyword === 'additionalProperties') ?? errors[0];
  if (error) throw describe(file, error);
}

/** Checks only the names of the keys. @throws ConnectorError that names the line of the first unknown key. */
export function refuseUnknownKeys(file: ConnectorFile, value: unknown): void {
  const isValid = validate();
  isValid(value);
  const unknown = isValid.errors?.find(({ keyword }) => keyword === 'additionalProperties');
  if (unknown) throw describe(file, unknown);
}

function describe(file: ConnectorFile, error: ErrorObject): ConnectorError {
  const path = error.instancePath.split('/').slice(1).map(decode);
  const name = path.join('.') || 'the connector';
  const { params } = error;
  switch (error.keyword) {
    case 'additionalProperties': {
      const unknown = String(params.additionalProperty);
      const known = Object.keys((error.parentSchema?.properties ?? {}) as object);
      const place = path.length > 0 ? ` in ${name}` : '';
      return file.error(
        [...path, unknown],
        `${unknown} is unknown${place}. Did you mean ${closest(unknown, known)}?`,
        'key',
      );
    }
    case 'required':
      return file.error(path, `${name} lacks ${params.missingProperty}; add it.`);
    case 'enum':
      return file.error(path, `${name} must be one of ${(params.allowedValues as unknown[]).join(', ')}.`);
    case 'discriminator': {
      const types = ((error.parentSchema?.oneOf ?? []) as { properties: { type: { const: string } } }[]).map(
        ({ properties }) => properties.type.const,
      );
      return file.error([...path, 'type'], `${name}.type must be one of ${types.join(', ')}.`);
    }
    default:
      return file.error(path, `${name} ${error.message ?? 'is not valid'}.`);
  }
}

function decode(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
