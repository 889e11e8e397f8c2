/** One change of one file of the server. */
export interface Edit {
  /** Below `src/`. */
  readonly file: string;
  /** A text of the file; each occurrence is replaced. */
  readonly from: string;
  readonly to: string;
}

/** A server that breaks one sentence of the contract. */
export interface Mutant {
  readonly id: string;
  /** The sentence of docs/contract.md that the mutant breaks. */
  readonly sentence: string;
  /** Matches the ids of the rules that should detect the mutant. */
  readonly family: RegExp;
  readonly edits: readonly Edit[];
}

type EditParts = readonly [file: string, from: string, to: string];

/** The mutants of one chapter of the contract: for each id the sentence, the family of rules, and the changes. */
export function chapter(
  name: string,
  mutants: Readonly<Record<string, readonly [sentence: string, family: RegExp, ...edits: EditParts[]]>>,
): Mutant[] {
  return Object.entries(mutants).map(([id, [sentence, family, ...edits]]) => ({
    id: `${name}.${id}`,
    sentence,
    family,
    edits: edits.map(([file, from, to]) => ({ file, from, to })),
  }));
}
