import { describe, expect, test } from 'vitest';
import { findScopeBesideAll, grants, isScope } from '../../src/domain/keys/scope.ts';

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

describe('a list of scopes', () => {
  test.each([
    [['*', 'customers:read'], 'customers:read'],
    [['customers:read', '*'], 'customers:read'],
    [['*', 'customers:*'], 'customers:*'],
    [['customers:read', 'customers:*'], undefined],
    [['customers:*', 'customers:read'], undefined],
    [['customers:read', 'customers:write', 'orders:*'], undefined],
    [['customers:read', 'customers:read'], undefined],
    [['*'], undefined],
    [['*', '*'], undefined],
    [[], undefined],
  ])('%j has this scope beside *: %s', (scopes, scope) => {
    expect(findScopeBesideAll(scopes)).toBe(scope);
  });
});
