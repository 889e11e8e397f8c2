/** The major version of Node that we need. On an older one the database driver ends the process without a word. */
const OLDEST = 24;

/** What to tell the user of a Node that is too old; undefined when it is new enough. @param version such as `20.11.1`. */
export function refuseOldNode(version: string): string | undefined {
  if (Number(version.split('.')[0]) >= OLDEST) return undefined;
  return `upsertd needs Node ${OLDEST} or newer; this is Node ${version}. Install it from https://nodejs.org, or with npm: npm install --global node@${OLDEST}`;
}
