import { symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

/** A TypeScript program in a folder, with the client that a tool has generated next to it. */
export class GeneratedClient {
  readonly #folder: string;

  /** @param folder gets the packages of the end-to-end tests, among them the runtimes of generated clients. */
  constructor(folder: string) {
    this.#folder = folder;
    writeFileSync(join(folder, 'package.json'), '{"type": "module", "dependencies": {"zod": "3.25.76"}}');
    symlinkSync(resolve('test/e2e/node_modules'), join(folder, 'node_modules'));
  }

  /** Compiles a program in strict mode, writes its JavaScript next to it and returns the errors. */
  compile(program: string): string[] {
    writeFileSync(join(this.#folder, 'program.ts'), program);
    const compiled = ts.createProgram([join(this.#folder, 'program.ts')], {
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
      types: [],
      strict: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: true,
    });
    compiled.emit();
    return ts
      .getPreEmitDiagnostics(compiled)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  }

  /** Runs the function `walk` of the compiled program. */
  async walk(url: string, key: string): Promise<unknown> {
    const program = await import(/* @vite-ignore */ pathToFileURL(join(this.#folder, 'program.js')).href);
    return program.walk(url, key);
  }
}
