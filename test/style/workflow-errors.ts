import { registerHooks } from 'node:module';
import { TextDocument } from 'vscode-languageserver-textdocument';

export interface WorkflowError {
  readonly line: number;
  readonly message: string;
}

/**
 * Finds errors in a workflow or an action, with the language service of GitHub.
 *
 * @param uri the URL of the file. The service remembers its result for a URL.
 */
export async function findWorkflowErrors(uri: string, text: string): Promise<readonly WorkflowError[]> {
  const { validate } = await loadService();
  const found = await validate(TextDocument.create(uri, 'yaml', 1, text));
  return found.map(({ range, message }) => ({
    line: range.start.line + 1,
    message: typeof message === 'string' ? message : message.value,
  }));
}

/** Loads the service. It imports JSON without the attribute that Node demands, because editors bundle it. */
function loadService(): Promise<typeof import('@actions/languageservice')> {
  registerHooks({
    load: (url, context, next) =>
      next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
  });
  return import('@actions/languageservice');
}
