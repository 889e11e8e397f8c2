/** What the one-file executable runs: exports `run`. */
export const PROGRAM = 'src/cli/program.ts';

/**
 * The modules that are bundled by themselves, so that a start reads nothing of what it does without. They must share no
 * state with the rest, because each part has its own copy of what it imports.
 */
export const PARTS: readonly string[] = [PROGRAM, 'src/mock/prism-engine.ts'];

/** Under which names a part lies in the executable. */
export function codeAsset(part: string): string {
  return `${part}.code`;
}

/** @param code one CommonJS program. @returns a function of what such a program finds around itself. */
export function asFunction(code: string): string {
  return `(function (module, exports, require, __filename) {${code}\n})`;
}

export function cacheAsset(part: string): string {
  return `${part}.cache`;
}
