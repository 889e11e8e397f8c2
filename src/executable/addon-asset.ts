/** The name under which the native half of better-sqlite3 lies in the executable. */
export const ADDON_ASSET = 'better_sqlite3.node';

/** Its SHA-256, which nobody then has to wait for. */
export const ADDON_HASH_ASSET = `${ADDON_ASSET}.sha256`;
