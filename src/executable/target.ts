/** What an executable is made for: the system and the processor, as Node and better-sqlite3 name them. */
export type Target = `${'linux' | 'darwin' | 'win32'}-${'x64' | 'arm64'}`;

/** @throws Error when it is no target that a Node and an addon exist for. */
export function parseTarget(text: string): Target {
  if (/^(linux|darwin|win32)-(x64|arm64)$/.test(text)) return text as Target;
  throw new Error(`${text} is no target; name one such as linux-x64, darwin-arm64 or win32-x64.`);
}

export const HERE = parseTarget(`${process.platform}-${process.arch}`);
