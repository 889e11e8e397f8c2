import { closest } from 'fastest-levenshtein';
import { isPair, isScalar, type Scalar, visit } from 'yaml';
import type { Assumption } from './connector.ts';
import { ConnectorError } from './connector.ts';
import type { ConnectorFile } from './connector-file.ts';

type Value = string | number | boolean;

interface SettingDefinition {
  readonly description: string;
  readonly default?: Value;
  readonly required?: boolean;
  readonly allowed?: readonly Value[];
  readonly assumed?: boolean;
  readonly default_from?: {
    readonly env: string;
    readonly pattern: string;
    readonly value: string;
    readonly otherwise: string;
  };
}

/** The values from outside of the file. */
export interface Given {
  /** The values of `--set`. */
  readonly settings: ReadonlyMap<string, string>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const PLACEHOLDER = /\$\{(?<kind>[a-z]+):(?<name>[^}]*)\}/g;

/** The places that may contain a secret. A secret anywhere else could be logged or recorded. */
const SECRET_PLACES = ['client.headers', 'client.auth'];

/**
 * Replaces `${setting:NAME}` and `${env:NAME}` in the keys and values of a file. The file must match the schema of
 * `settings` already.
 *
 * @returns the assumptions that the values contain.
 * @throws ConnectorError for an unknown or missing setting, and for a missing secret.
 */
export function fillIn(file: ConnectorFile, { settings, env }: Given): Assumption[] {
  const definitions = (file.toObject().settings ?? {}) as Record<string, SettingDefinition>;
  refuseUnknown(settings, Object.keys(definitions));
  const missing = new Set<string>();
  const resolveValue = (kind: string, name: string, path: readonly string[]): Value => {
    if (kind === 'setting') {
      const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
      if (!definition) throw file.error(path, `there is no setting ${name}; add it to settings.`);
      return settingValue(name, definition, { settings, env });
    }
    if (kind !== 'env')
      throw file.error(path, `\${${kind}:…} is unknown; write \${setting:NAME} or \${env:NAME}.`);
    if (!SECRET_PLACES.some((place) => path.join('.').startsWith(place)))
      throw file.error(path, `\${env:${name}} is only allowed in ${SECRET_PLACES.join(' and ')}.`);
    const value = env[name]?.trim();
    if (value) return value;
    missing.add(name);
    return '';
  };
  const replaceIn = (node: Scalar, path: readonly string[]) => {
    if (typeof node.value !== 'string') return;
    node.value = replaceAll(node.value, (kind, name) => resolveValue(kind, name, path));
  };
  visit(file.document, {
    Scalar: (_key, node, ancestors) => {
      const path = ancestors.flatMap((one) =>
        isPair(one) && isScalar(one.key) ? [String(one.key.value)] : [],
      );
      if (path[0] !== 'settings') replaceIn(node, path);
    },
  });
  if (missing.size > 0) {
    const names = [...missing].join(' and ');
    throw new ConnectorError(`Set the environment ${missing.size > 1 ? 'variables' : 'variable'} ${names}.`);
  }
  return Object.entries(definitions)
    .filter(([, { assumed }]) => assumed)
    .filter(([name]) => !settings.has(name))
    .map(([setting, definition]) => {
      const value = String(settingValue(setting, definition, { settings, env }));
      return { setting, value, description: definition.description };
    });
}

/** A text that is one placeholder takes the value with its type; any other text takes it as text. */
function replaceAll(text: string, resolveValue: (kind: string, name: string) => Value): Value {
  const [whole] = [...text.matchAll(PLACEHOLDER)];
  if (whole?.[0] === text) return resolveValue(whole.groups?.kind ?? '', whole.groups?.name ?? '');
  return text.replace(PLACEHOLDER, (_all, kind: string, name: string) => String(resolveValue(kind, name)));
}

function refuseUnknown(settings: ReadonlyMap<string, string>, known: readonly string[]): void {
  for (const name of settings.keys()) {
    if (known.includes(name)) continue;
    const hint = known.length > 0 ? `Did you mean ${closest(name, known)}? ` : '';
    throw new ConnectorError(
      `--set ${name}=…: the connector has no such setting. ${hint}Its settings are: ${known.join(', ') || 'none'}.`,
    );
  }
}

function settingValue(name: string, definition: SettingDefinition, { settings, env }: Given): Value {
  const { allowed, description } = definition;
  const given = settings.get(name);
  if (given === undefined) {
    const value = definition.default ?? derived(definition, env);
    if (value !== undefined) return value;
    throw new ConnectorError(`--set ${name}=… is missing. ${description}`);
  }
  if (allowed && !allowed.map(String).includes(given))
    throw new ConnectorError(`--set ${name}=${given}: the value must be one of ${allowed.join(', ')}.`);
  return typeof definition.default === 'number' && /^-?\d+$/.test(given) ? Number(given) : given;
}

function derived({ default_from }: SettingDefinition, env: Given['env']): string | undefined {
  if (!default_from) return undefined;
  const [, group] = new RegExp(default_from.pattern).exec(env[default_from.env]?.trim() ?? '') ?? [];
  return group === undefined ? default_from.otherwise : default_from.value.replaceAll('$1', group);
}
