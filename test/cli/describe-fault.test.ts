import { expect, test } from 'vitest';
import { describeFault } from '../../src/cli/describe-fault.ts';

function thrown(stack: string, code?: string): Error {
  return Object.assign(new TypeError('kari@example.com has no name'), { stack, ...(code && { code }) });
}

test('a fault has its name, its code and its calls, and neither its message nor the folder of the installation', () => {
  const error = thrown(
    [
      'TypeError: kari@example.com has no name',
      '    at handle (file:///home/kari/my upsertd/dist/http/call-handler.js:12:3)',
      '    at file:///srv/upsertd/node_modules/express/lib/application.js:3:1',
      '    at Object.run (C:\\Users\\kari\\upsertd\\dist\\cli\\main.js:1:1)',
      '    at async /opt/upsertd/src/cli/log.ts:1:1',
      '    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
    ].join('\n'),
    'SQLITE_FULL',
  );
  const described = describeFault(new Error('outer', { cause: error }));
  expect(described).toEqual({
    name: 'TypeError',
    code: 'SQLITE_FULL',
    reason: 'no space is left on the disk',
    stack: [
      'at handle (dist/http/call-handler.js:12:3)',
      'at node_modules/express/lib/application.js:3:1',
      'at Object.run (dist\\cli\\main.js:1:1)',
      'at async src/cli/log.ts:1:1',
      'at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
    ],
  });
});

test('a thrown value that is no error has only its type', () => {
  expect(describeFault('kari@example.com')).toEqual({ name: 'string' });
});
