import type { Mode, Tenant } from '../../domain/tenant.ts';

/** A tenant, in the form with which every key of this database begins. */
export interface TenantScope {
  readonly merchantId: string;
  readonly livemode: boolean;
}

export function tenantScope({ merchantId, mode }: Tenant): TenantScope {
  return { merchantId, livemode: mode === 'live' };
}

export function modeOf(livemode: boolean): Mode {
  return livemode ? 'live' : 'sandbox';
}

/** The first two parameters of almost every statement: `merchant = $1 AND livemode = $2`. */
export function tenantParams({ merchantId, livemode }: TenantScope): [string, boolean] {
  return [merchantId, livemode];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Converts a text to a parameter of the type uuid; to null, which matches nothing, if it is not a UUID. */
export function asUuid(text: string): string | null {
  return UUID.test(text) ? text : null;
}
