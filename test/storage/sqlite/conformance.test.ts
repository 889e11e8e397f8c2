import { testStoreConformance } from '../conformance/store-conformance.ts';
import { makeSqlitePlace } from './sqlite-place.ts';

testStoreConformance('SQLite', makeSqlitePlace);
