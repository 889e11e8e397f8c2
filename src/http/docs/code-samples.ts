import { type CodeSample, type Document, METHODS, type OperationObject } from '../../contract/document.ts';
import { type Operation, readOperations } from '../../contract/operations.ts';
import { showCurl } from './samples/curl.ts';
import { showPython } from './samples/python.ts';
import { sampleCall } from './samples/sample-call.ts';
import { showTypeScript } from './samples/typescript.ts';

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
  return [
    { lang: 'bash', label: 'curl', source: showCurl(call) },
    { lang: 'typescript', label: 'TypeScript', source: showTypeScript(call) },
    { lang: 'python', label: 'Python', source: showPython(call) },
  ];
}
