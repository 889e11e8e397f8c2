import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Component {
  readonly 'bom-ref': string;
  name: string;
}

interface Bill {
  serialNumber?: string;
  readonly metadata: { timestamp?: string; readonly component: Component };
  components: Component[];
  dependencies: { readonly ref: string; readonly dependsOn: string[] }[];
}

interface Manifest {
  readonly name: string;
  readonly version: string;
}

/**
 * What is in an executable, in CycloneDX: npm's own list, kept to the packages that the bundle is made of, and Node.
 * Without the time and the serial number, so that the same sources give the same list.
 *
 * @param packages their folders, `node_modules/…`.
 */
export function billOfMaterials(root: string, packages: ReadonlySet<string>): string {
  const bill = listInstalled(root);
  delete bill.serialNumber;
  delete bill.metadata.timestamp;
  const own = readManifest(root);
  // npm calls it after the folder that it lies in.
  bill.metadata.component.name = own.name;
  const inside = new Set(
    [own, ...[...packages].map((folder) => readManifest(join(root, folder)))].map(refOf),
  );
  bill.components = [NODE, ...bill.components.filter((component) => inside.has(component['bom-ref']))];
  bill.dependencies = bill.dependencies
    .filter(({ ref }) => inside.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => inside.has(other)) }));
  return `${JSON.stringify(bill, null, 2)}\n`;
}

const NODE = {
  'bom-ref': `node@${process.versions.node}`,
  type: 'platform',
  name: 'node',
  version: process.versions.node,
  purl: `pkg:generic/node@${process.versions.node}`,
  licenses: [{ license: { id: 'MIT' } }],
};

function listInstalled(root: string): Bill {
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  return JSON.parse(
    execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], options),
  ) as Bill;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

function refOf({ name, version }: Manifest): string {
  return `${name}@${version}`;
}
