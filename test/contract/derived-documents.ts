import { type Contract, type ContractOptions, loadContract } from '../../src/contract/load.ts';

/** The documents that the options of `serve` derive from the spec, by the options. */
export const DERIVED: readonly [name: string, contract: Contract, options: ContractOptions][] = (
  ['both', 'camel', 'snake'] as const
).flatMap((casing) =>
  (['warn', 'reject'] as const).map((unknownFields) => {
    const options = { casing, unknownFields };
    return [`--casing ${casing} --unknown-fields ${unknownFields}`, loadContract(options), options] as const;
  }),
) as never;
