import type { Operation } from '../../../contract/operations.ts';
import { readAsset } from '../../../platform/read-asset.ts';
import type { LanguageLabel } from './languages.ts';

type Templates = Readonly<Record<string, Readonly<Record<LanguageLabel, string>>>>;

let templates: Templates | undefined;

/** Returns the template of a call to an operation in a language. `make generate` writes all templates. */
export function templateOf({ id }: Operation, language: LanguageLabel): string {
  templates ??= JSON.parse(
    readAsset(new URL('../../../../generated/code-samples.json', import.meta.url)).toString(),
  ) as Templates;
  const template = templates[id]?.[language];
  if (template === undefined) throw new Error(`generated/code-samples.json has no sample of ${id}.`);
  return template;
}
