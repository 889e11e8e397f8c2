import type { Operation, OperationId, Parameter } from '../contract/operations.ts';
import { SAMPLE_ORIGIN } from '../http/docs/samples/sample-call.ts';
import { BODY_HOLE, holeOf, shownHeaders } from './holes.ts';

/** The method of the client for each operation. An operation without one is called by its path. */
const METHODS: Partial<Record<OperationId, string>> = {
  upsertCustomerByExternalId: 'customers.upsert',
  getCustomerByExternalId: 'customers.getByExternalId',
  batchUpsertCustomers: 'customers.upsertBatch',
  createCustomer: 'customers.create',
  listCustomers: 'customers.list',
  getCustomer: 'customers.get',
  updateCustomer: 'customers.update',
  listCustomerInvoices: 'customers.invoices',
  listCustomerSubscriptions: 'customers.subscriptions',
  listCustomerOrders: 'customers.orders',
  listCustomerPayments: 'customers.payments',
  listEvents: 'events.list',
  getEvent: 'events.get',
  listSyncStates: 'syncStates.list',
  putSyncState: 'syncStates.put',
};

/** Returns a template of a call by the client that this package publishes. */
export function clientTemplate(operation: Operation): string {
  return `import { createClient } from 'upsertd/client';

const client = createClient({
  baseUrl: '${SAMPLE_ORIGIN}',
  apiKey: process.env.UPSERTD_API_KEY ?? '',
});

${callOf(operation)}
console.log(result);`;
}

function callOf(operation: Operation): string {
  const { id, method, path, parameters, body } = operation;
  const name = METHODS[id];
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const query = parameters.filter((parameter) => parameter.in === 'query');
  const options = objectOf(shownHeaders(parameters), toCamel);
  const ids = inPath.map((parameter) => `'${holeOf(parameter)}'`);
  if (name === undefined) {
    const places = ids.map((hole, index) => `${inPath[index]?.name}: ${hole}`).join(', ');
    const init = [`params: { path: { ${places} } }`, ...(body ? [`body: ${BODY_HOLE}`] : [])];
    return `const { data: result } = await client.raw.${method.toUpperCase()}('${path}', {\n${init.map((line) => `  ${line},\n`).join('')}});`;
  }
  // The client takes the two fields of a batch as two arguments, and the query with the options.
  if (id === 'batchUpsertCustomers') {
    const all = objectOf([...query, ...shownHeaders(parameters)], toCamel);
    return `const { source, customers } = ${BODY_HOLE};\nconst result = await client.${name}(source, customers, ${all});`;
  }
  if (path.startsWith('/v2/customers/{customerId}/')) {
    return `const result = await client.${name}(${ids.join(', ')}).list(${objectOf(query)});`;
  }
  const args = [
    ...ids,
    ...(body ? [BODY_HOLE] : []),
    ...(query.length > 0 ? [objectOf(query)] : []),
    ...(options === EMPTY ? [] : [options]),
  ];
  return `const result = await client.${name}(${args.join(', ')});`;
}

const EMPTY = '{\n}';

/** An object with a line for each parameter. `fill-sample.js` removes the lines, and the object, that have no value. */
function objectOf(parameters: readonly Parameter[], rename = (name: string) => name): string {
  const lines = parameters.map((parameter) => {
    const isText = [parameter.schema.type].flat().includes('string');
    const hole = holeOf(parameter);
    return `  ${rename(parameter.name)}: ${isText ? `'${hole}'` : hole},\n`;
  });
  return `{\n${lines.join('')}}`;
}

/** Converts `If-None-Match` and `dry_run` to the names of the client's options. */
function toCamel(name: string): string {
  return name.toLowerCase().replace(/[-_]([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
