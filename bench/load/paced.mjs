/**
 * Sends upserts at a steady rate over 64 kept connections, however slowly they are answered, and prints the percentiles
 * of the latency in milliseconds: URL, key, rate per second, seconds. It is counted from when a request was due, so one
 * that waits for its turn is not left out. The first two seconds do not count.
 */
import { createHistogram } from 'node:perf_hooks';
import { Pool } from 'undici';

const WARM_UP_MS = 2000;

const [url = '', key = '', rate = '1', seconds = '10'] = process.argv.slice(2);
const everyMs = 1000 / Number(rate);
const total = Math.floor((WARM_UP_MS + Number(seconds) * 1000) / everyMs);
const pool = new Pool(url, { connections: 64, pipelining: 1 });
const headers = { 'x-api-key': key, 'content-type': 'application/json' };
const prefix = `p${Date.now()}`;
const latency = createHistogram();
let [sent, ended, failed] = [0, 0, 0];

const start = performance.now();
const timer = setInterval(() => {
  for (; sent < total && start + sent * everyMs <= performance.now(); sent += 1) {
    void send(sent, start + sent * everyMs);
  }
  if (sent === total) clearInterval(timer);
}, 1);

/** Every other one makes a customer, the rest rename one that was made. */
async function send(number, due) {
  const id = number % 2 === 0 ? number : Math.ceil(Math.random() * number);
  const path = `/v2/customers/external/practicehub/PAT-${prefix}-${id}`;
  const email = `person.${prefix}.${id}@example.com`;
  const body = JSON.stringify({ email, name: `Ingrid Solberg ${number}`, phone: '+47 912 34 567' });
  try {
    const answer = await pool.request({ method: 'PUT', path, headers, body });
    await answer.body.dump();
    if (answer.statusCode !== 200 && answer.statusCode !== 201) failed += 1;
  } catch {
    failed += 1;
  }
  if (due - start >= WARM_UP_MS) latency.record(Math.max(1, Math.round((performance.now() - due) * 1000)));
  ended += 1;
  if (ended === total) await tell();
}

async function tell() {
  await pool.close();
  const at = (percentile) => Math.round(latency.percentile(percentile) / 10) / 100;
  console.log(JSON.stringify({ p50: at(50), p99: at(99), p99_9: at(99.9), failed }));
}
