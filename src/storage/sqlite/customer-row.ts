import { type Customer, type CustomerField, type CustomerFields, foldEmail } from '../../domain/customer.ts';

/** Which column keeps which field. The type asks for every field that the spec has. */
const COLUMN_OF: Record<CustomerField, string> = {
  email: 'email',
  name: 'name',
  phone: 'phone',
  companyName: 'company_name',
  addressLine1: 'address_line1',
  addressLine2: 'address_line2',
  city: 'city',
  state: 'state',
  postalCode: 'postal_code',
  country: 'country',
  taxId: 'tax_id',
  taxIdCountry: 'tax_id_country',
  notes: 'notes',
  authUserId: 'auth_user_id',
  metadata: 'metadata',
  customFields: 'custom_fields',
};

const FIELDS = Object.entries(COLUMN_OF) as [CustomerField, string][];

/** The columns that hold what a write may change, in the order of `changingValues`. */
export const CHANGING_COLUMNS = [
  ...FIELDS.map(([, column]) => column),
  'email_folded',
  'version',
  'updated_at',
];

export type CustomerRow = Record<string, string | number | null> & {
  row: number;
  id: string;
  version: number;
  created_at: number;
  updated_at: number;
};

export function changingValues(customer: Customer): (string | number | null)[] {
  const fields = FIELDS.map(([field]) => {
    const value = customer.fields[field];
    return value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
  });
  return [...fields, foldEmail(customer.fields.email), customer.version, customer.updatedAt];
}

export function readFields(row: CustomerRow): CustomerFields {
  const fields: Record<string, unknown> = {};
  for (const [field, column] of FIELDS) {
    const value = row[column];
    if (value === null) continue;
    fields[field] = field === 'metadata' || field === 'customFields' ? JSON.parse(value as string) : value;
  }
  return fields as unknown as CustomerFields;
}
