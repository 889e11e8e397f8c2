import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RequestGate } from '../../src/testing/request-gate.ts';

const AN_HOUR = 3_600_000;

let http: Server;
let origin: string;
/** The order of events: requests that reached the listener, by their path, and jobs. */
let log: string[];
let running: Map<string, ServerResponse>;

async function open(gate: RequestGate): Promise<void> {
  http = createServer(
    gate.guard((request, response) => {
      log.push(`${request.url} began`);
      running.set(request.url ?? '', response);
    }),
  );
  await once(http.listen(0, '127.0.0.1'), 'listening');
  origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

function end(path: string): void {
  log.push(`${path} ended`);
  running.get(path)?.end();
}

/** Resolves when the server has received a request, delayed or not. */
const arrival = () => once(http, 'request');

beforeEach(() => {
  log = [];
  running = new Map();
});
afterEach(async () => {
  http.closeAllConnections();
  http.close();
  await once(http, 'close');
});

describe('closeDuring', () => {
  test('waits for running requests, and delays new ones until the job has ended', async () => {
    const gate = new RequestGate(AN_HOUR);
    await open(gate);
    const first = fetch(`${origin}/first`);
    await expect.poll(() => log).toContain('/first began');
    const job = Promise.withResolvers<void>();
    const closed = gate.closeDuring(async () => {
      log.push('the job began');
      await job.promise;
      log.push('the job ended');
    });
    const arrived = arrival();
    const second = fetch(`${origin}/second`);
    await arrived;
    expect(log).toEqual(['/first began']);
    end('/first');
    await first;
    await expect.poll(() => log).toContain('the job began');
    job.resolve();
    await closed;
    expect(log).toEqual(['/first began', '/first ended', 'the job began', 'the job ended', '/second began']);
    end('/second');
    expect((await second).status).toBe(200);
  });

  test('does not wait longer than the grace period, nor for a request whose client disconnects', async () => {
    const gate = new RequestGate(0);
    await open(gate);
    const slow = fetch(`${origin}/slow`);
    await expect.poll(() => log).toContain('/slow began');
    expect(await gate.closeDuring(async () => 'done')).toBe('done');
    end('/slow');
    await slow;

    const patient = new RequestGate(AN_HOUR);
    http.removeAllListeners('request').on(
      'request',
      patient.guard(() => log.push('/gone began')),
    );
    const abort = new AbortController();
    const gone = fetch(`${origin}/gone`, { signal: abort.signal }).catch(() => 'aborted');
    await expect.poll(() => log).toContain('/gone began');
    const closed = patient.closeDuring(async () => 'done');
    abort.abort();
    expect([await gone, await closed]).toEqual(['aborted', 'done']);
  });

  test('passes requests again after a failed job, and drops one whose client has disconnected', async () => {
    const gate = new RequestGate(AN_HOUR);
    await open(gate);
    const job = Promise.withResolvers<void>();
    const closed = gate.closeDuring(() => job.promise);
    const abort = new AbortController();
    let arrived = arrival();
    const gone = fetch(`${origin}/gone`, { signal: abort.signal }).catch(() => 'aborted');
    const [, response] = (await arrived) as [unknown, ServerResponse];
    arrived = arrival();
    const held = fetch(`${origin}/held`);
    await arrived;
    abort.abort();
    if (!response.destroyed) await once(response, 'close');
    job.reject(new Error('The disk is full.'));
    await expect(closed).rejects.toThrow('The disk is full.');
    expect(await gone).toBe('aborted');
    expect(log).toEqual(['/held began']);
    end('/held');
    expect((await held).status).toBe(200);
  });
});
