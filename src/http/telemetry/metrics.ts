import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Commit, StoreFigures, StoreObserver } from '../../domain/store/store-figures.ts';
import type { BackupObserver } from '../jobs/backup-job.ts';
import type { AccessLogEntry } from '../request/request-context.ts';

/** Seconds; from a cached read to a client that sends slowly. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
/** Seconds; from a disk that buffers writes to one that is failing. */
const COMMIT_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5];
const GROUP_BUCKETS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/** The metrics of a server, for Prometheus. Labels are names from the spec and never values from a client. */
export class Metrics implements StoreObserver {
  readonly #registry = new Registry();
  readonly #requests = new Histogram({
    name: 'upsertd_request_duration_seconds',
    help: 'Requests by operation and status, and their durations.',
    labelNames: ['operation', 'status'],
    buckets: DURATION_BUCKETS,
    registers: [this.#registry],
  });
  readonly #outcomes = this.#counter('upserts_total', 'Single upserts by outcome.', ['outcome']);
  readonly #replays = this.#counter(
    'idempotency_replays_total',
    'Stored responses that were replayed under an Idempotency-Key.',
  );
  readonly #swept = this.#counter(
    'idempotency_swept_total',
    'Stored responses that were deleted because they had expired.',
  );
  readonly #commits = new Histogram({
    name: 'upsertd_commit_duration_seconds',
    help: 'Commits, and the durations of their writes and of the disk.',
    buckets: COMMIT_BUCKETS,
    registers: [this.#registry],
  });
  readonly #groups = new Histogram({
    name: 'upsertd_commit_writes',
    help: 'The number of writes per commit.',
    buckets: GROUP_BUCKETS,
    registers: [this.#registry],
  });
  readonly #build = this.#gauge('build_info', 'Always 1; the labels identify the program.', [
    'version',
    'node',
  ]);
  #figures: (() => Promise<StoreFigures>) | undefined;

  /** @param version the version of this program. */
  constructor(version = 'unknown') {
    this.#build.set({ version, node: process.versions.node }, 1);
    // Memory, processor time, open files and event loop lag, under the usual names for Node programs.
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Adds the figures of the store, which are read at each scrape. */
  watchStore(read: () => Promise<StoreFigures>): void {
    const names = {
      databaseBytes: this.#gauge('database_bytes', 'The size of the database.'),
      walBytes: this.#gauge('wal_bytes', 'How many bytes of the WAL are not in the main file yet.'),
      waitingWrites: this.#gauge('write_queue_length', 'Writes that wait for a commit.'),
      keptAnswers: this.#gauge('idempotency_kept', 'The approximate number of stored responses.'),
    } satisfies Record<keyof StoreFigures, Gauge>;
    this.#figures = async () => {
      const figures = await read();
      for (const [name, gauge] of Object.entries(names)) gauge.set(figures[name as keyof StoreFigures]);
      return figures;
    };
  }

  /** Adds the metrics of scheduled backups. Without a schedule they are absent, because 0 would look like a failure. */
  watchBackups(): BackupObserver {
    const ended = this.#counter('backups_total', 'Scheduled backups by result.', ['result']);
    for (const result of ['succeeded', 'failed']) ended.inc({ result }, 0);
    const time = this.#gauge(
      'backup_newest_timestamp_seconds',
      'When the newest scheduled backup began, in UNIX seconds.',
    );
    const size = this.#gauge('backup_newest_bytes', 'The size of the newest scheduled backup.');
    return {
      backupEnded: (result) => ended.inc({ result }),
      newestBackup: ({ at, bytes }) => {
        time.set(at / 1000);
        size.set(bytes);
      },
    };
  }

  readonly noteRequest = ({
    operation = 'none',
    status,
    outcome,
    isReplay,
    milliseconds,
  }: AccessLogEntry): void => {
    this.#requests.observe({ operation, status }, milliseconds / 1000);
    if (isReplay) this.#replays.inc();
    else if (outcome) this.#outcomes.inc({ outcome });
  };

  readonly committed = ({ writes, milliseconds }: Commit): void => {
    this.#commits.observe(milliseconds / 1000);
    this.#groups.observe(writes);
  };

  noteSwept(count: number): void {
    this.#swept.inc(count);
  }

  /** Renders the text format of Prometheus, and its media type. If the store fails, its figures keep their last values. */
  async show(): Promise<{ text: string; mediaType: string }> {
    await this.#figures?.().catch(() => undefined);
    return { text: await this.#registry.metrics(), mediaType: this.#registry.contentType };
  }

  #counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name: `upsertd_${name}`, help, labelNames, registers: [this.#registry] });
  }

  #gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    return new Gauge({ name: `upsertd_${name}`, help, labelNames, registers: [this.#registry] });
  }
}
