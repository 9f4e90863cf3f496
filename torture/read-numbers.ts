/**
 * Reads the positional numbers of the command line, with a default for each position. Exits after `--help`, and
 * with an error on any other argument than whole numbers above 0.
 */
export function readNumbers(usage: string, defaults: readonly number[]): number[] {
  const args = process.argv.slice(2);
  if (args.includes("--help")) {
    console.log(usage);
    process.exit(0);
  }
  const numbers = defaults.map((fallback, index) => Number(args[index] ?? fallback));
  const isValid = args.length <= defaults.length && numbers.every((it) => Number.isSafeInteger(it) && it > 0);
  if (isValid) return numbers;
  console.error(`error: ${args.join(" ")}: must be whole numbers above 0\n\n${usage}`);
  process.exit(1);
}
