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
 * Lists the contents of an executable in CycloneDX format: Node and the bundled packages of npm's own list. It leaves out
 * the time and the serial number, so that the same sources produce the same list.
 *
 * @param packages the folders of the bundled packages, `node_modules/…`.
 */
export function billOfMaterials(root: string, packages: ReadonlySet<string>): string {
  const bill = listInstalled(root);
  delete bill.serialNumber;
  delete bill.metadata.timestamp;
  const own = readManifest(root);
  // npm uses the name of its folder.
  bill.metadata.component.name = own.name;
  const included = new Set(
    [own, ...[...packages].map((folder) => readManifest(join(root, folder)))].map(refOf),
  );
  bill.components = [NODE, ...bill.components.filter((component) => included.has(component['bom-ref']))];
  bill.dependencies = bill.dependencies
    .filter(({ ref }) => included.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => included.has(other)) }));
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
