import type { Merchant } from '../../domain/tenant.ts';

/** The number of characters of an id that tell two merchants apart. The end of a UUID of version 7 is random. */
const ID_LENGTH = 6;

/** Returns the name of a merchant. If another merchant has the same name, the end of the id follows. */
export function merchantName(merchants: readonly Merchant[], merchantId: string): string {
  const merchant = merchants.find(({ id }) => id === merchantId);
  if (!merchant) return merchantId;
  const { id, name } = merchant;
  const isUnique = merchants.every((other) => other.id === id || other.name !== name);
  return isUnique ? name : `${name} (…${id.slice(-ID_LENGTH)})`;
}
