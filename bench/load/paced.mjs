/**
 * Sends upserts at a steady rate over 64 keep-alive connections and prints percentiles of the latency in milliseconds.
 * Arguments: URL, API key, requests per second, seconds. Latency counts from the time at which a request was due, so it
 * includes the wait for a free connection. The first two seconds do not count.
 *
 * Uses plain sockets: an HTTP client allocates more memory, and its garbage collection would count as latency.
 */
import { connect } from 'node:net';
import { createHistogram } from 'node:perf_hooks';

const CONNECTIONS = 64;
const WARM_UP_MS = 2000;

const [url = '', key = '', rate = '1', seconds = '10'] = process.argv.slice(2);
const { hostname, port, host } = new URL(url);
const everyMs = 1000 / Number(rate);
const total = Math.floor((WARM_UP_MS + Number(seconds) * 1000) / everyMs);
const prefix = `p${Date.now()}`;
const latency = createHistogram();
let [sent, ended, failed] = [0, 0, 0];

const idle = Array.from({ length: CONNECTIONS }, open);
const start = performance.now();
const timer = setInterval(sendDue, 1);

/** Opens a connection. It holds the received part of the response, and the time at which the request was due. */
function open() {
  const connection = {
    socket: connect({ host: hostname, port: Number(port), noDelay: true }),
    answer: '',
    dueAt: 0,
  };
  connection.socket.setEncoding('latin1').on('data', (text) => {
    connection.answer += text;
    if (isWhole(connection.answer)) end(connection);
  });
  return connection;
}

/** Whether a response is complete. Servers send Content-Length or a chunked body. */
function isWhole(answer) {
  const bodyAt = answer.indexOf('\r\n\r\n') + 4;
  if (bodyAt === 3) return false;
  const length = /^content-length: (\d+)/im.exec(answer.slice(0, bodyAt))?.[1];
  return length === undefined ? answer.endsWith('0\r\n\r\n') : answer.length >= bodyAt + Number(length);
}

function sendDue() {
  while (idle.length > 0 && sent < total && start + sent * everyMs <= performance.now()) {
    const connection = idle.shift();
    connection.dueAt = start + sent * everyMs;
    connection.answer = '';
    connection.socket.write(nextRequest());
  }
  if (sent === total) clearInterval(timer);
}

/** Every second request creates a customer; the others rename one. */
function nextRequest() {
  sent += 1;
  const id = sent % 2 === 0 ? sent : Math.ceil(Math.random() * sent);
  const email = `person.${prefix}.${id}@example.com`;
  const body = `{"email":"${email}","name":"Ingrid Solberg ${sent}","phone":"+47 912 34 567","city":"Oslo"}`;
  return `PUT /v2/customers/external/practicehub/PAT-${prefix}-${id} HTTP/1.1\r\nHost: ${host}\r\nx-api-key: ${key}\r
Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

function end(connection) {
  if (!/^HTTP\/1.1 20[01] /.test(connection.answer)) failed += 1;
  const now = performance.now();
  if (connection.dueAt - start >= WARM_UP_MS)
    latency.record(Math.max(1, Math.round((now - connection.dueAt) * 1000)));
  idle.push(connection);
  ended += 1;
  if (ended < total) return sendDue();
  for (const { socket } of idle) socket.end();
  const at = (percentile) => Math.round(latency.percentile(percentile) / 10) / 100;
  console.log(JSON.stringify({ p50: at(50), p99: at(99), p99_9: at(99.9), failed }));
}
