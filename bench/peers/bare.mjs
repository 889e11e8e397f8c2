/**
 * The upper bound of durable upserts over HTTP with Node and SQLite: node:http, better-sqlite3 in WAL mode with
 * synchronous = FULL, and group commit. It has no API keys, validation, events, search or warnings.
 */
import { createServer } from 'node:http';
import { openPeerDatabase, UPSERT } from './database.mjs';
import { options } from './options.mjs';

const { port, database: file } = options();
const database = openPeerDatabase(file, 'FULL');
const upsert = database.prepare(UPSERT).pluck();
let waiting = [];

function commit() {
  const group = waiting;
  waiting = [];
  database.exec('BEGIN IMMEDIATE');
  const answers = group.map((job) => job());
  database.exec('COMMIT');
  for (const answer of answers) answer();
}

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString();
    if (text === '') {
      response.end();
      return;
    }
    const body = JSON.parse(text);
    const [, , , , source, externalId] = request.url.split('/');
    if (waiting.length === 0) setImmediate(commit);
    waiting.push(() => {
      const updatedAt = upsert.get(source, externalId, body.email, body.name, text, Date.now());
      const answer = JSON.stringify({ data: { ...body, updatedAt }, created: true });
      return () => {
        response.writeHead(200, {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(answer),
        });
        response.end(answer);
      };
    });
  });
}).listen(port, '127.0.0.1');
