/** The system and the processor of an executable, in the names of Node and better-sqlite3. */
export type Platform = `${'linux' | 'darwin' | 'win32'}-${'x64' | 'arm64'}`;

/** Parses a platform. @throws Error if Node or the addon does not support it. */
export function parsePlatform(text: string): Platform {
  if (/^(linux|darwin|win32)-(x64|arm64)$/.test(text)) return text as Platform;
  throw new Error(
    `${text} is not a supported platform; name one such as linux-x64, darwin-arm64 or win32-x64.`,
  );
}

/** The platform of the running program. */
export const HERE = parsePlatform(`${process.platform}-${process.arch}`);
