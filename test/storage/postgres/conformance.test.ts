import { testStoreConformance } from '../conformance/store-conformance.ts';
import { postgresPlaces } from './postgres-place.ts';

testStoreConformance('PostgreSQL', postgresPlaces());
