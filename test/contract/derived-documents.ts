import { type Contract, type ContractOptions, loadContract } from '../../src/contract/load.ts';

/** Every document that the options of `serve` make of the spec, by a name. */
export const DERIVED: readonly [name: string, contract: Contract, options: ContractOptions][] = (
  ['both', 'camel', 'snake'] as const
).flatMap((casing) =>
  (['warn', 'reject'] as const).map((unknownFields) => {
    const options = { casing, unknownFields };
    return [`--casing ${casing} --unknown-fields ${unknownFields}`, loadContract(options), options] as const;
  }),
) as never;
