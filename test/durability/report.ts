/** Maximum number of losses that are printed. */
const MAX_PRINTED = 10;

/** Prints the counts and the losses. Sets exit code 1 if there is a loss. */
export function report(
  title: string,
  counts: Readonly<Record<string, number>>,
  losses: readonly string[],
): void {
  console.log(title);
  for (const [what, count] of Object.entries(counts)) console.log(`  ${String(count).padStart(9)}  ${what}`);
  console.log(`  ${String(losses.length).padStart(9)}  losses`);
  for (const loss of losses.slice(0, MAX_PRINTED)) console.log(`             ${loss}`);
  if (losses.length > 0) process.exitCode = 1;
}
