/** The name of the asset that contains the native addon of better-sqlite3. */
export const ADDON_ASSET = 'better_sqlite3.node';

/** The name of the asset that contains its SHA-256 hash, which the build computes once. */
export const ADDON_HASH_ASSET = `${ADDON_ASSET}.sha256`;
