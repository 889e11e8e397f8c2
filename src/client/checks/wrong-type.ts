import { kindOf } from './value-kind.ts';

/** Makes the error of a value that has another type than the one it must have. */
export function wrongType(subject: string, type: string, value: unknown): TypeError {
  return wrongKind(subject, type, kindOf(value));
}

/** @param kind describes the value. */
export function wrongKind(subject: string, type: string, kind: string): TypeError {
  return new TypeError(`${subject} must be ${type}, but it is ${kind}.`);
}
