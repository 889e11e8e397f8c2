import { describe, expect, test } from 'vitest';
import { findOverlap, grants, isScope } from '../../src/domain/scope.ts';

describe('a scope', () => {
  test.each(['*', 'customers:*', 'customers:read', 'customer_records:write'])('is %s', (text) => {
    expect(isScope(text)).toBe(true);
  });

  test.each([
    '',
    'customers',
    'customers:',
    ':read',
    '*:read',
    '*:*',
    'Customers:read',
    'customers:read ',
    'a:b:c',
    '**',
  ])('is not "%s"', (text) => {
    expect(isScope(text)).toBe(false);
  });

  test.each([
    [['customers:read'], 'customers:read', true],
    [['customers:*'], 'customers:read', true],
    [['*'], 'customers:read', true],
    [['orders:read', 'customers:read'], 'customers:read', true],
    [['customers:write'], 'customers:read', false],
    [['customers:re'], 'customers:read', false],
    [['customers'], 'customers:read', false],
    [['orders:*'], 'customers:read', false],
    [['customers_extra:*'], 'customers:read', false],
    [[], 'customers:read', false],
  ])('of %j grants %s: %s', (granted, required, isGranted) => {
    expect(grants(granted, required)).toBe(isGranted);
  });
});

describe('scopes', () => {
  test.each([
    [['*', 'customers:read'], { wide: '*', narrow: 'customers:read' }],
    [['customers:read', '*'], { wide: '*', narrow: 'customers:read' }],
    [['*', 'customers:*'], { wide: '*', narrow: 'customers:*' }],
    [['customers:read', 'customers:*'], { wide: 'customers:*', narrow: 'customers:read' }],
    [['customers:read', 'customers:write', 'orders:*'], undefined],
    [['customers:read', 'customers:read'], undefined],
    [['*'], undefined],
    [[], undefined],
  ])('%j overlap: %j', (scopes, overlap) => {
    expect(findOverlap(scopes)).toEqual(overlap);
  });
});
