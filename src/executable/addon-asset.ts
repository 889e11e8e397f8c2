/** The name under which the native half of better-sqlite3 lies in the executable. */
export const ADDON_ASSET = 'better_sqlite3.node';
