/** What an executable is made for: the system and the processor, as Node and better-sqlite3 name them. */
export type Platform = `${'linux' | 'darwin' | 'win32'}-${'x64' | 'arm64'}`;

/** @throws Error when it is no target that a Node and an addon exist for. */
export function parsePlatform(text: string): Platform {
  if (/^(linux|darwin|win32)-(x64|arm64)$/.test(text)) return text as Platform;
  throw new Error(`${text} is no target; name one such as linux-x64, darwin-arm64 or win32-x64.`);
}

export const HERE = parsePlatform(`${process.platform}-${process.arch}`);
