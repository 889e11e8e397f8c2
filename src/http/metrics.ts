import { Counter, Histogram, Registry } from 'prom-client';
import type { Summary } from './summary.ts';

/** Seconds; from a cached read to a client that sends slowly. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** What a server counts, for Prometheus. Labels are names of the spec and never values of a caller. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Histogram({
    name: 'upsertd_request_duration_seconds',
    help: 'Requests by operation and status, and how long they took.',
    labelNames: ['operation', 'status'],
    buckets: DURATION_BUCKETS,
    registers: [this.#registry],
  });
  readonly #outcomes = new Counter({
    name: 'upsertd_upserts_total',
    help: 'Single upserts by outcome.',
    labelNames: ['outcome'],
    registers: [this.#registry],
  });
  readonly #replays = new Counter({
    name: 'upsertd_idempotency_replays_total',
    help: 'Answers given again under an Idempotency-Key.',
    registers: [this.#registry],
  });
  readonly #swept = new Counter({
    name: 'upsertd_idempotency_swept_total',
    help: 'Kept answers that were forgotten because their time was over.',
    registers: [this.#registry],
  });

  noteRequest({ operation = 'none', status, outcome, isReplay, milliseconds }: Summary): void {
    this.#requests.observe({ operation, status }, milliseconds / 1000);
    if (isReplay) this.#replays.inc();
    else if (outcome) this.#outcomes.inc({ outcome });
  }

  noteSwept(count: number): void {
    this.#swept.inc(count);
  }

  /** The text format of Prometheus, and its media type. */
  async show(): Promise<{ text: string; mediaType: string }> {
    return { text: await this.#registry.metrics(), mediaType: this.#registry.contentType };
  }
}
