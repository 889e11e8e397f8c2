/**
 * Sends upserts at a steady rate, however slowly they are answered, and prints the percentiles of the latency in
 * milliseconds: URL, key, rate per second, seconds.
 */
import autocannon from 'autocannon';

const [url = '', key = '', rate = '1', seconds = '10'] = process.argv.slice(2);
const prefix = `p${Date.now()}`;
let sent = 0;
const result = await autocannon({
  url,
  connections: 64,
  overallRate: Number(rate),
  duration: Number(seconds),
  requests: [
    {
      method: 'PUT',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      setupRequest: (request) => {
        sent += 1;
        const id = sent % 2 === 0 ? sent : Math.ceil(Math.random() * sent);
        return {
          ...request,
          path: `/v2/customers/external/practicehub/PAT-${prefix}-${id}`,
          body: JSON.stringify({
            email: `person.${prefix}.${id}@example.com`,
            name: `Ingrid Solberg ${sent}`,
          }),
        };
      },
    },
  ],
});
const { p50, p99, p99_9 } = result.latency;
console.log(
  JSON.stringify({ p50, p99, p99_9, failed: result.non2xx + result.errors, sent: result.requests.total }),
);
