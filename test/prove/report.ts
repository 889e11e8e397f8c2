/** How many losses are told one by one. */
const TOLD = 10;

/** Prints what was counted, and ends with 1 when there was a loss. */
export function report(
  title: string,
  counts: Readonly<Record<string, number>>,
  losses: readonly string[],
): void {
  console.log(title);
  for (const [what, count] of Object.entries(counts)) console.log(`  ${String(count).padStart(9)}  ${what}`);
  console.log(`  ${String(losses.length).padStart(9)}  losses`);
  for (const loss of losses.slice(0, TOLD)) console.log(`             ${loss}`);
  if (losses.length > 0) process.exitCode = 1;
}
