import { chapter } from '../mutant.ts';

const PIPELINES = 'http/pipelines.ts';
const VERSION = 'http/middleware/negotiate-version.ts';
const BODY = 'http/middleware/read-body.ts';
const JSON_TEXT = 'http/request/json-text.ts';
const TYPES = 'http/request/content-types.ts';
const STORABLE = 'domain/storable.ts';
const ROUTE = 'http/middleware/route.ts';
const ORDER = /^behaviour\.order\./;

export const ORDER_MUTANTS = chapter('order', {
  'key-before-version': [
    'The version is checked before the API key.',
    ORDER,
    [
      PIPELINES,
      'negotiateVersion(contract),\n      authenticate(options),',
      'authenticate(options), negotiateVersion(contract),',
    ],
  ],
  'route-before-key': [
    'The API key is checked before the route.',
    ORDER,
    [PIPELINES, 'authenticate(options),', 'route(operations), authenticate(options),'],
  ],
  'scope-after-body': [
    'The scope is checked before the content.',
    ORDER,
    [
      PIPELINES,
      'requireScope(),\n      readBody(operations, bodyMemory),',
      'readBody(operations, bodyMemory), requireScope(),',
    ],
  ],
  'validation-before-idempotency': [
    'The Idempotency-Key is looked up before the request is validated.',
    /^behaviour\.(order|idempotency)\./,
    [
      PIPELINES,
      "{ only: 'writes', run: idempotency(options, operations) },\n      validate(validator, operations),",
      "validate(validator, operations), { only: 'writes', run: idempotency(options, operations) },",
    ],
  ],
  'stale-before-conditions': [
    'Preconditions are checked before the stale rule.',
    /^behaviour\.(order|conditions)\./,
    ['domain/upsert.ts', '  requirePreconditions(command.preconditions, existing.current);\n', ''],
    [
      'domain/upsert.ts',
      "return { outcome: 'stale', stored, incoming };",
      "return { outcome: 'stale', stored, incoming };\n  requirePreconditions(command.preconditions, current);",
    ],
    [
      'domain/upsert.ts',
      'const owner = existing.emailUsage.owner;',
      'requirePreconditions(command.preconditions, undefined);\n  const owner = existing.emailUsage.owner;',
    ],
  ],
  'conflict-before-stale': [
    'The stale rule is applied before a conflict is found.',
    /^behaviour\.(order|stale)\./,
    [
      'domain/upsert.ts',
      '  if (stored && incoming && isBefore(incoming, stored)) return',
      '  if (foldEmail(command.email) !== foldEmail(current.fields.email))\n    refuseTakenEmail(emailUsage, command.reference.source);\n  if (stored && incoming && isBefore(incoming, stored)) return',
    ],
  ],
  'any-version': [
    'An unknown RevKeen-Version is a 400.',
    /^behaviour\.order\.version|header-RevKeen-Version/,
    [VERSION, 'requested !== undefined && requested !== effective', 'false'],
    [
      'http/middleware/validate.ts',
      'validator.check(operation, { params, query: values, headers, body })',
      "validator.check(operation, { params, query: values, headers: { ...headers, 'revkeen-version': undefined }, body })",
    ],
  ],
  'version-not-echoed': [
    'The effective version is returned.',
    /^behaviour\.envelope\.version|^shape/,
    [VERSION, 'context.headers[HEADER] = effective;', ''],
  ],
  'version-echoed-if-sent': [
    'The effective version is returned, also to a request without a version.',
    /^behaviour\.envelope\.version|^shape/,
    [VERSION, 'context.headers[HEADER] = effective;', 'if (requested) context.headers[HEADER] = effective;'],
  ],
  'no-allow': [
    'A wrong method is a 405 with Allow.',
    /paths|order\.method/,
    [ROUTE, 'context.headers.Allow =', 'const unused ='],
  ],
  'wrong-method-404': [
    'A wrong method is a 405.',
    /paths|order\.method/,
    [ROUTE, "throw methodNotAllowed(request.method ?? '');", 'throw resourceMissing(notFoundHint(path));'],
  ],
  'doubled-slash': [
    'A doubled slash after the base URL is read as one.',
    /order\.slash/,
    ['http/server/app.ts', 'const url = withoutDoubledSlash(request.url);', 'const url = request.url;'],
  ],
  'path-case': [
    'Paths match case exactly.',
    /paths|identity\.path-case|order\.route/,
    ['contract/router.ts', 'segments[index] === text', 'segments[index]?.toLowerCase() === text'],
  ],
  'head-is-405': [
    'HEAD responds as GET does.',
    /envelope\.head/,
    [ROUTE, "request.method === 'HEAD' ? 'GET' : (request.method ?? '')", "request.method ?? ''"],
  ],
  'any-accept': [
    'An Accept without JSON is a 406.',
    /acceptable/,
    [TYPES, "if (accept === '*/*' || accept === 'application/json') return;", 'if (accept) return;'],
  ],
  'accept-parameters': [
    'The parameters of Accept do not matter.',
    /acceptable|accept/,
    [TYPES, 'withoutParameters(accept)', 'accept'],
  ],
  'accept-exact': [
    'Accept allows JSON by a range or in a list.',
    /acceptable|accept/,
    [TYPES, "if (accepts({ headers } as never).types('application/json')) return;", ''],
  ],
  'accept-weight': [
    'An Accept that gives JSON the weight 0 is a 406.',
    /acceptable|accept/,
    [TYPES, 'ranges.push(q === undefined ? type : `${type};q=${q}`)', 'ranges.push(type)'],
    [TYPES, "if (type === '' || Number(q) === 0) ranges.push(accept.slice(start, index));\n    else ", ''],
  ],
  'any-content-type': [
    'Another content type is a 415.',
    /other-type|order\.type/,
    [TYPES, 'if (type.trim().toLowerCase() !== mediaType)', 'if (false)'],
  ],
  'exact-content-type': [
    'A media type is compared without its parameters and without regard to case.',
    /content-type|media-type/,
    [TYPES, 'requireJsonType(sent, mediaType);', "throw unsupported('Send JSON.', 'Content-Type');"],
  ],
  'any-size': [
    'A body of more than 1 MiB is a 413.',
    /too-large|order\.size/,
    [BODY, 'body.limit.bytes)', 'body.limit.bytes * 4)'],
  ],
  'half-size': [
    'A body of up to 1 MiB is accepted.',
    /accepts.*large|largest|size/,
    [BODY, 'bytesReader(body.limit.bytes)', 'bytesReader(body.limit.bytes / 2)'],
  ],
  'fewer-levels': [
    'A body of up to 32 levels is read.',
    /deep|levels/,
    [JSON_TEXT, 'levels > limit.levels', 'levels >= limit.levels'],
  ],
  'more-levels': [
    'A body of more than 32 levels is a 400.',
    /deep|levels/,
    [JSON_TEXT, 'levels > limit.levels', 'levels > limit.levels + 1'],
  ],
  'other-json-reason': [
    'Malformed JSON has the reason malformed_json.',
    /malformed-json|order\.json/,
    [JSON_TEXT, "'malformed_json'", "'validation_error'"],
  ],
  nul: [
    'U+0000 anywhere in a body is a 400.',
    /surrogate|values|keeps|refuses/,
    [STORABLE, "if (text.includes('\\0'))", 'if (false)'],
  ],
  'lone-surrogate': [
    'A lone surrogate anywhere in a body is a 400.',
    /surrogate|values|refuses/,
    [STORABLE, 'if (text.isWellFormed()) return undefined;', 'return undefined;'],
  ],
  'large-integer': [
    'An integer beyond 2^53 is a 400.',
    /integer|values|refuses/,
    [STORABLE, 'Number.isSafeInteger(value)', 'true'],
  ],
  'unknown-query': [
    'An unknown query parameter is a 400.',
    /unknown-query/,
    [
      'contract/validation/parameters.ts',
      "if (!parameter) wrong[name || 'query'] = [unknown(name)];",
      'if (!parameter) continue;',
    ],
  ],
  'misplaced-header': [
    'A request header that the spec knows is never silently ignored.',
    /misplaced|conditions/,
    ['http/middleware/validate.ts', '...misplacedHeaders(misplaced.get(operation) ?? [], headers),', ''],
  ],
});
