import { testStoreConformance } from '../conformance/store-conformance.ts';
import { makeSqlitePlace } from './sqlite-fixture.ts';

testStoreConformance('SQLite', makeSqlitePlace);
