/** The oldest supported major version of Node. On an older one the database driver ends the process without a message. */
const OLDEST = { 'This program': 24, 'upsertd/testing': 22 };

/** Returns an error message if Node is too old. @param version the version of Node, such as `20.11.1`. */
export function refuseOldNode(
  version: string,
  program: keyof typeof OLDEST = 'This program',
): string | undefined {
  const oldest = OLDEST[program];
  if (Number(version.split('.')[0]) >= oldest) return undefined;
  return `${program} needs Node ${oldest} or newer; this is Node ${version}. Install it from https://nodejs.org, or with npm: npm install --global node@${oldest}`;
}
