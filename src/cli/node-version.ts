/** The oldest supported major version of Node. On an older one the database driver ends the process without a message. */
const OLDEST = 24;

/** Returns an error message if Node is too old. @param version the version of Node, such as `20.11.1`. */
export function refuseOldNode(version: string): string | undefined {
  if (Number(version.split('.')[0]) >= OLDEST) return undefined;
  return `upsertd needs Node ${OLDEST} or newer; this is Node ${version}. Install it from https://nodejs.org, or with npm: npm install --global node@${OLDEST}`;
}
