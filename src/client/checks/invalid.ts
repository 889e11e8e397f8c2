import { kindOf } from './value-kind.ts';

/** Makes the error of an argument or an option. @param rule follows "must". */
export function invalid(subject: string, rule: string): TypeError {
  return new TypeError(`${subject} must ${rule}.`);
}

/** Makes the error of a value that has another type than the one it must have. @param kind describes the value. */
export function wrongType(subject: string, type: string, value: unknown, kind = kindOf(value)): TypeError {
  return invalid(subject, `be ${type}, but it is ${kind}`);
}
