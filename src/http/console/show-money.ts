/**
 * Shows an amount in the major unit of its currency, such as `1,299.00 NOK`. The digits stay exact, because the amount is
 * never divided as a number.
 *
 * @param minor the amount in minor units, a whole number.
 * @param currency an ISO 4217 code.
 */
export function showMoney(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  if (digits === undefined) return `${minor.toLocaleString('en')} minor units of ${currency}`;
  const padded = String(Math.abs(minor)).padStart(digits + 1, '0');
  const whole = BigInt(padded.slice(0, padded.length - digits)).toLocaleString('en');
  const fraction = digits === 0 ? '' : `.${padded.slice(-digits)}`;
  return `${minor < 0 ? '-' : ''}${whole}${fraction} ${currency}`;
}

/** Returns the number of decimal digits of a currency; undefined if the code has no valid form. */
function minorDigits(currency: string): number | undefined {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().maximumFractionDigits;
  } catch {
    return undefined;
  }
}
