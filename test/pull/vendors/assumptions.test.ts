import { describe, expect, it } from 'vitest';
import { type Behaviour, showAssumptions } from '../../support/vendors/behaviour.ts';
import { CLINIKO_BEHAVIOURS, CLINIKO_DEFAULTS } from '../../support/vendors/cliniko-settings.ts';
import { PRACTICEHUB_BEHAVIOURS, PRACTICEHUB_DEFAULTS } from '../../support/vendors/practicehub-settings.ts';
import { WODIFY_BEHAVIOURS, WODIFY_DEFAULTS } from '../../support/vendors/wodify-settings.ts';

const assumptions = [
  ...showAssumptions('PracticeHub', PRACTICEHUB_BEHAVIOURS, PRACTICEHUB_DEFAULTS),
  ...showAssumptions('Wodify', WODIFY_BEHAVIOURS, WODIFY_DEFAULTS),
  ...showAssumptions('Cliniko', CLINIKO_BEHAVIOURS, CLINIKO_DEFAULTS),
];

describe('The assumptions about the vendors', () => {
  it('are printed, each with its setting and the default', () => {
    process.stdout.write(`${['Assumed, not documented and not seen:', ...assumptions].join('\n')}\n`);
    expect(assumptions.filter((line) => line.includes('no setting'))).toEqual([]);
    expect(assumptions).toContain(
      'PracticeHub · PracticeHub, Filtering · name of the changed-at attribute · changedField = "updated"',
    );
  });

  it.each([
    ['PracticeHub', PRACTICEHUB_BEHAVIOURS, PRACTICEHUB_DEFAULTS],
    ['Wodify', WODIFY_BEHAVIOURS, WODIFY_DEFAULTS],
    ['Cliniko', CLINIKO_BEHAVIOURS, CLINIKO_DEFAULTS],
  ] as const)('cover each setting of the %s server', (_vendor, behaviours, defaults) => {
    const described = (behaviours as readonly Behaviour<object>[]).map(
      ({ setting }) => setting as string | undefined,
    );
    const settings = Object.keys(defaults);
    expect(settings.filter((name) => !described.includes(name))).toEqual([]);
  });
});
