/** Which folder may import which; each rule is a sentence of docs/architecture.md. */
const folder = (name) => `^src/${name}/`;
const onlyTo = (name, ...allowed) => ({
  name: `${name}-imports-only-${allowed.length > 0 ? allowed.join('-') : 'itself'}`,
  severity: 'error',
  from: { path: folder(name) },
  to: {
    path: '^(src|generated)/',
    pathNot: [
      folder(name),
      ...allowed.map((other) => (other === 'generated' ? '^generated/' : folder(other))),
    ],
  },
});
const fenced = (packages, ...homes) => ({
  name: `${packages[0].replace(/[^a-z0-9]+/g, '-')}-only-in-${homes.join('-')}`,
  severity: 'error',
  from: { path: '^src/', pathNot: homes.map(folder) },
  to: { path: packages.map((name) => `node_modules/${name}/`) },
});
/** The modules that need an optional package. Others load them with `importOptional`, when they are used. */
const needsOptional = {
  path: [
    '^src/storage/postgres/',
    '^src/mock/(prism-engine|plausible)[.]ts$',
    '^src/cli/import/read/xlsx/',
    '^src/cli/import/map/values/phone[.]ts$',
    '^src/cli/serve/otlp-tracing[.]ts$',
    '^src/cli/log-for-people[.]ts$',
  ],
  pathNot: ['/postgres-url[.]ts$', '/maintenance/maintenance[.]ts$', '/xlsx/file-signatures[.]ts$'],
};

module.exports = {
  forbidden: [
    onlyTo('domain', 'generated'),
    onlyTo('platform'),
    onlyTo('storage', 'domain', 'platform'),
    onlyTo('contract', 'generated', 'domain', 'platform'),
    onlyTo('client', 'generated'),
    onlyTo('writes', 'domain', 'contract', 'generated', 'platform'),
    onlyTo('http', 'domain', 'contract', 'generated', 'writes', 'platform'),
    onlyTo('writer', 'domain', 'writes', 'storage', 'platform'),
    onlyTo('mock', 'contract', 'domain', 'platform'),
    onlyTo('verify', 'contract', 'client', 'domain', 'generated', 'platform'),
    onlyTo('pull', 'domain', 'platform'),
    onlyTo('proxy', 'contract', 'domain', 'http', 'writes', 'platform'),
    {
      name: 'writer-only-for-who-serves',
      severity: 'error',
      from: { path: '^src/', pathNot: ['writer', 'server', 'testing'].map(folder) },
      to: { path: folder('writer') },
    },
    {
      name: 'server-imports-no-program',
      severity: 'error',
      from: { path: folder('server') },
      to: { path: ['cli', 'testing', 'executable'].map(folder) },
    },
    {
      name: 'server-only-for-programs',
      severity: 'error',
      from: { path: '^src/', pathNot: ['server', 'cli', 'testing', 'executable'].map(folder) },
      to: { path: folder('server') },
    },
    {
      name: 'nothing-imports-testing',
      severity: 'error',
      from: { path: '^src/', pathNot: folder('testing') },
      to: { path: folder('testing') },
    },
    {
      name: 'domain-takes-only-types-from-generated',
      severity: 'error',
      from: { path: folder('domain') },
      to: { path: '^generated/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'domain-imports-no-package',
      severity: 'error',
      from: { path: folder('domain') },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg'] },
    },
    {
      name: 'domain-does-no-io',
      severity: 'error',
      from: { path: folder('domain') },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|zlib|net)$' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '\\.d\\.ts$|/assets/' },
      to: {},
    },
    {
      name: 'nothing-imports-the-executable',
      severity: 'error',
      from: { path: '^src/', pathNot: folder('executable') },
      to: { path: folder('executable') },
    },
    {
      name: 'codegen-is-a-build-step',
      severity: 'error',
      from: { path: '^src/', pathNot: folder('codegen') },
      to: { path: folder('codegen') },
    },
    {
      name: 'codegen-needs-only-contract-and-http',
      severity: 'error',
      from: { path: folder('codegen') },
      to: { path: '^src/', pathNot: ['codegen', 'contract', 'http'].map(folder) },
    },
    {
      name: 'no-dev-packages-in-src',
      severity: 'error',
      from: { path: '^src/', pathNot: ['client-package', 'codegen', 'executable'].map(folder) },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'optional-packages-only-where-they-may-be-missing',
      severity: 'error',
      from: { path: '^src/', pathNot: needsOptional.path },
      to: { dependencyTypes: ['npm-optional'], dependencyTypesNot: ['type-only'], dynamic: false },
    },
    {
      name: 'optional-packages-load-late',
      severity: 'error',
      from: { path: '^src/', pathNot: needsOptional.path },
      to: { ...needsOptional, dependencyTypesNot: ['type-only'], dynamic: false },
    },
    {
      name: 'modules-that-load-early-need-no-optional-package',
      severity: 'error',
      from: { path: needsOptional.pathNot },
      to: { ...needsOptional, dependencyTypesNot: ['type-only'], dynamic: false },
    },
    fenced(['express', 'express-openapi-validator', 'cors', 'accepts', 'content-type', 'proxy-addr'], 'http'),
    fenced(['@fastify/busboy'], 'http/console/imports'),
    fenced(['better-sqlite3'], 'storage/sqlite'),
    fenced(['pg'], 'storage/postgres'),
    {
      name: 'sqlite-and-postgres-never-meet',
      severity: 'error',
      from: { path: '^src/storage/(sqlite|postgres)/' },
      to: { path: '^src/storage/(sqlite|postgres)/', pathNot: '^src/storage/$1/' },
    },
    fenced(['iconv-lite', 'jschardet', '@e965', 'yauzl'], 'cli'),
    fenced(['marked', 'highlight.js'], 'http/docs'),
    fenced(['@stoplight', '@faker-js'], 'mock'),
    fenced(['commander', 'cli-progress', 'cli-table3', 'pino', 'pino-pretty', '@opentelemetry'], 'cli'),
    fenced(['fastest-levenshtein'], 'cli', 'pull'),
    fenced(['@inquirer', 'libphonenumber-js'], 'cli/import'),
    fenced(['luxon'], 'cli/import', 'pull'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
