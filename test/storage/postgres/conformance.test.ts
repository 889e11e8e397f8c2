import { testStoreConformance } from '../conformance/store-conformance.ts';
import { makePostgresPlace } from './postgres-place.ts';

testStoreConformance('PostgreSQL', makePostgresPlace);
