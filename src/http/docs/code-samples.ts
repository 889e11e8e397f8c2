import { type CodeSample, type Document, METHODS, type OperationObject } from '../../contract/document.ts';
import { type Operation, readOperations } from '../../contract/operations.ts';
import { fillSample } from '../pages/assets/fill-sample.js';
import { LANGUAGES } from './samples/languages.ts';
import { sampleCall } from './samples/sample-call.ts';
import { templateOf } from './samples/templates.ts';

/** Adds samples of every operation in `x-codeSamples`, made from the examples of the document. */
export function addCodeSamples(document: Document): Document {
  const samples = new Map(
    readOperations(document).map((operation) => [operation.id as string, samplesOf(operation)]),
  );
  const withSamples = (operation: OperationObject): OperationObject => ({
    ...operation,
    'x-codeSamples': samples.get(operation.operationId) ?? [],
  });
  const paths = Object.entries(document.paths).map(([path, item]) => {
    const described = METHODS.flatMap((method) => {
      const operation = item[method];
      return operation ? [[method, withSamples(operation)] as const] : [];
    });
    return [path, { ...item, ...Object.fromEntries(described) }] as const;
  });
  return { ...document, paths: Object.fromEntries(paths) };
}

/** Returns the samples of an operation in the order of the page. */
export function samplesOf(operation: Operation): CodeSample[] {
  const call = sampleCall(operation);
  return LANGUAGES.map((language) => ({
    lang: language.grammar,
    label: language.label,
    source: fillSample(templateOf(operation, language.label), language, call),
  }));
}
