import { onTestFinished } from 'vitest';
import { type Ended, Running, upsertd } from '../../support/command-line.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { TestServer, type TestServerOptions } from '../../support/test-server.ts';
import { CLINIKO_KEY, ClinikoServer } from '../../support/vendors/cliniko.ts';
import { PRACTICEHUB_KEY, PracticeHubServer } from '../../support/vendors/practicehub.ts';
import type { VendorServer } from '../../support/vendors/vendor-server.ts';
import { WODIFY_KEY, WodifyServer } from '../../support/vendors/wodify.ts';

/** The fields of a run's JSON report that the tests read. */
export interface Report {
  readonly full: boolean;
  readonly complete: boolean;
  readonly filter: string;
  readonly pages: number;
  readonly requests: number;
  readonly read: number;
  readonly older: number;
  readonly repeated: number;
  readonly skipped: number;
  readonly skipped_ids: string[];
  readonly sent: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly newly_rejected: number;
  readonly checkpoint_before: string | null;
  readonly checkpoint: string | null;
  readonly notes: string[];
  readonly rejects_file: string | null;
}

/** A server, a source and a working folder, and pulls from one to the other. */
export class PullFixture {
  readonly server: TestServer;
  readonly vendor: VendorServer;
  readonly cwd: string;
  env: Record<string, string>;
  args: string[];

  private constructor(server: TestServer, vendor: VendorServer) {
    this.server = server;
    this.vendor = vendor;
    this.cwd = tempFolder();
    this.env = { UPSERTD_API_KEY: server.key, UPSERTD_URL: server.url, ...SECRETS };
    this.args = argumentsFor(vendor);
  }

  static async start(vendor: VendorServer, options: TestServerOptions = {}): Promise<PullFixture> {
    const server = await TestServer.start(options);
    await vendor.listen();
    onTestFinished(async () => {
      await vendor.stop();
      await server.stop();
    });
    server.now = Date.now();
    return new PullFixture(server, vendor);
  }

  pull(...more: string[]): Promise<Ended> {
    return upsertd(['pull', ...this.args, ...more], this);
  }

  start(...more: string[]): Running {
    return new Running(['pull', ...this.args, ...more], this);
  }

  /** Runs a pull and reads its report. */
  async report(...more: string[]): Promise<Report & Ended> {
    const ended = await this.pull('--json', ...more);
    const [line = '{}'] = ended.stdout.trim().split('\n').slice(-1);
    try {
      return { ...(JSON.parse(line) as Report), ...ended };
    } catch {
      throw new Error(`The pull printed no report: ${ended.stdout}${ended.stderr}`);
    }
  }

  /** All customers of the server, by their external id from the source. */
  async customers(source: string): Promise<Map<string, Record<string, unknown>>> {
    const found = new Map<string, Record<string, unknown>>();
    for (let offset = 0; ; offset += 100) {
      const { body } = await this.server
        .as()
        .get(`/v2/customers?source=${source}&limit=100&offset=${offset}`);
      for (const customer of body.data)
        for (const reference of customer.externalRefs)
          if (reference.source === source) found.set(reference.externalId, customer);
      if (!body.pagination.hasMore) return found;
    }
  }

  async syncState(source: string) {
    const { body } = await this.server.as().get(`/v2/sync-state/${source}/${this.server.tenant.merchantId}`);
    return body.data[0] as { cursor: string; lastSyncStatus: string; lastSyncError?: string } | undefined;
  }
}

const SECRETS = {
  PRACTICEHUB_API_KEY: PRACTICEHUB_KEY,
  PRACTICEHUB_APP_DETAILS: 'upsertd-test=ops@example.com',
  WODIFY_API_KEY: WODIFY_KEY,
  CLINIKO_API_KEY: CLINIKO_KEY,
  CLINIKO_USER_AGENT: 'upsertd-test (ops@example.com)',
};

function argumentsFor(vendor: VendorServer): string[] {
  if (vendor instanceof PracticeHubServer) return ['practicehub', '--set', `base_url=${vendor.origin}/api`];
  if (vendor instanceof WodifyServer) return ['wodify', '--set', `base_url=${vendor.origin}/v1`];
  if (vendor instanceof ClinikoServer) return ['cliniko', '--set', `base_url=${vendor.origin}/v1`];
  return [];
}
