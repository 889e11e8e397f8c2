// The entry point of `require('upsertd/testing')`.
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { constants, Script } = require('node:vm');

/** Jest runs the files of a test in a module system of its own, which cannot load ES modules. This uses the one of Node. */
function importWithNode() {
  const options = { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER };
  const importUrl = new Script('(url) => import(url)', options).runInThisContext();
  return importUrl(pathToFileURL(join(__dirname, 'index.js')).href);
}

const load = () =>
  import('./index.js').catch((error) => {
    if (error?.code === 'ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG') return importWithNode();
    throw error;
  });

exports.startServer = async (...args) => (await load()).startServer(...args);
exports.startMock = async (...args) => (await load()).startMock(...args);
