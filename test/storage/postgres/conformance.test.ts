import { testStoreConformance } from '../conformance/store-conformance.ts';
import { postgresPlaces } from './postgres-fixture.ts';

testStoreConformance('PostgreSQL', postgresPlaces());
