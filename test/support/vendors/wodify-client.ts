import type { Person } from './people.ts';
import { wallClock } from './wall-clock.ts';
import type { WodifySettings } from './wodify-settings.ts';

/** Shows a person as a client of Wodify. Private fields are there, so that a test can see that they go nowhere. */
export function showClient(person: Person, settings: WodifySettings, createdField: 'created_on' | 'created') {
  const datetime = (value: number) =>
    `${wallClock(value, settings.timeZone, 'T')}${settings.datetimes === 'z' ? 'Z' : ''}`;
  const neverChanged = settings.neverChanged === 'no-date' && person.updatedAt === person.createdAt;
  return {
    id: settings.firstId + BigInt(person.number),
    first_name: person.first,
    last_name: person.last,
    email: person.email ?? '',
    phone_number: person.phone ?? '',
    client_status_id: person.state === 'active' ? 1 : 3,
    client_status: person.state === 'active' ? 'Active' : 'Removed',
    location_id: settings.locationId,
    location: 'Main Street',
    date_of_birth: person.number % 2 === 0 ? settings.noDate : '1988-03-04',
    gender: '',
    street_address_1: person.street ?? '',
    street_address_2: '',
    city: person.city ?? '',
    state: '',
    zipcode: person.postcode ?? '',
    country: 'Norway',
    timezone: '',
    is_email_subscribed: true,
    is_sms_subscribed: false,
    tags: [],
    [createdField]: {
      created_by_id: 1,
      created_by: 'Front Desk',
      created_on_datetime: datetime(person.createdAt),
    },
    updated: {
      updated_by_id: 1,
      updated_by: 'Front Desk',
      updated_on_datetime: neverChanged ? settings.noDate : datetime(person.updatedAt),
    },
    emergency_contact_name: 'Private Contact',
    emergency_contact_phone: '+447700900999',
    last_attendance: settings.noDate,
    member_since: settings.noDate,
  };
}
