/** A file in the form in which a product exports its customers, and what an import stores. The people are invented. */
export interface ProductExport {
  readonly product: string;
  readonly header: string;
  readonly rows: readonly string[];
  /** The options for a product whose export has no id. */
  readonly options?: readonly string[];
  readonly stored: {
    readonly externalId: string;
    readonly customer: Readonly<Record<string, unknown>>;
    /** The fields that must not be stored. */
    readonly absent?: readonly string[];
  };
  /** Columns that the import names as not imported. */
  readonly ignored?: readonly string[];
}

export const EXPORTS: readonly ProductExport[] = [
  {
    product: 'Shopify',
    header:
      'Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags',
    rows: [
      '7012345678901,Kari,Berg,kari@shopify.example.com,yes,Berg AS,Storgata 1,,Oslo,03,NO,0155,+4722334455,,no,100.00,2,Prefers tea,no,vip',
      '7012345678902,Leo,Dahl,leo@shopify.example.com,no,,,,,,,,,+4799887766,no,0.00,0,,no,',
    ],
    stored: {
      externalId: '7012345678901',
      customer: {
        email: 'kari@shopify.example.com',
        name: 'Kari Berg',
        companyName: 'Berg AS',
        addressLine1: 'Storgata 1',
        city: 'Oslo',
        state: '03',
        postalCode: '0155',
        country: 'NO',
      },
    },
    ignored: ['Note'],
  },
  {
    product: 'Shopify API',
    header: 'ID,First Name,Last Name,Email,State,Verified Email,Currency',
    rows: [
      '1,Kari,Berg,kari@shopify-api.example.com,enabled,true,NOK',
      '2,Leo,Dahl,leo@shopify-api.example.com,disabled,true,NOK',
    ],
    stored: { externalId: '1', customer: { name: 'Kari Berg' }, absent: ['state'] },
    ignored: ['State'],
  },
  {
    product: 'Stripe',
    header:
      'id,Description,Email,Name,Created (UTC),Delinquent,Card ID,Card Last4,Card Brand,Card Address Line1,Card Address City,Currency,Plan,Status,Account Balance,Total Spend,Payment Count,Business Vat ID',
    rows: [
      'cus_Q1,,kari@stripe.example.com,Kari Berg,2026-01-02 10:11,false,card_1,4242,Visa,Kortgata 1,Bergen,nok,,,0,10.00,1,NO123',
    ],
    stored: {
      externalId: 'cus_Q1',
      customer: { email: 'kari@stripe.example.com', name: 'Kari Berg', taxId: 'NO123' },
      absent: ['city', 'addressLine1'],
    },
  },
  {
    product: 'Square',
    header:
      'Reference ID,First Name,Last Name,Email Address,Phone Number,Nickname,Company Name,Street Address 1,Street Address 2,City,State,Postal Code,Birthday,Memo,Square Customer ID,Creation Source,First Visit,Last Visit,Transaction Count,Lifetime Spend,Email Subscription Status,Instant Profile',
    rows: [
      ",Kari,Berg,kari@square.example.com,'+4722334455,,Berg AS,Storgata 1,,Oslo,Oslo,0155,1990-01-01,Knee pain,SQ1,Directory,,,0,0,Subscribed,No",
    ],
    stored: {
      externalId: 'SQ1',
      customer: { name: 'Kari Berg', companyName: 'Berg AS', addressLine1: 'Storgata 1', state: 'Oslo' },
    },
    ignored: ['Birthday', 'Memo'],
  },
  {
    product: 'HubSpot',
    header:
      'Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Associated Company,Last Activity Date (CET),Lead Status,Marketing contact status,Create Date (CET),Street Address,City,State/Region,Postal Code,Country/Region',
    rows: [
      '501,Kari,Berg,kari@hubspot.example.com,+47 22 33 44 55,Ola,Berg AS,,New,Marketing contact,2026-01-02 10:11,Storgata 1,Oslo,Oslo,0155,Norway',
    ],
    stored: {
      externalId: '501',
      customer: {
        name: 'Kari Berg',
        phone: '+47 22 33 44 55',
        companyName: 'Berg AS',
        addressLine1: 'Storgata 1',
        state: 'Oslo',
        country: 'NO',
      },
    },
  },
  {
    product: 'Mailchimp',
    header:
      'Email Address,First Name,Last Name,Address,Phone Number,Birthday,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS',
    rows: [
      'kari@mailchimp.example.com,Kari,Berg,Storgata 1  Oslo  0155  NO,22334455,01/02,2,2026-01-02 10:11:12,,2026-01-02 10:11:12,192.0.2.1,,,,,,no,03,2026-01-02 10:11:12,123,abc123def0,Called,vip',
    ],
    stored: {
      externalId: 'abc123def0',
      customer: { name: 'Kari Berg', phone: '22334455' },
      absent: ['addressLine1'],
    },
    ignored: ['Address', 'Birthday', 'NOTES'],
  },
  {
    product: 'Google Contacts',
    header:
      'First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address',
    rows: [
      'Kari,Anne,Berg,,,,,,,,Berg AS,,,1990-01-01,Allergic,,* myContacts,* Home,kari@google.example.com,Mobile,+47 22 33 44 55,Home,"Storgata 1\n0155 Oslo",Storgata 1,Oslo,,,0155,Norway,',
    ],
    options: ['--map', 'external_id=E-mail 1 - Value'],
    stored: {
      externalId: 'kari@google.example.com',
      customer: {
        email: 'kari@google.example.com',
        name: 'Kari Anne Berg',
        phone: '+47 22 33 44 55',
        companyName: 'Berg AS',
        addressLine1: 'Storgata 1',
        city: 'Oslo',
        postalCode: '0155',
        country: 'NO',
      },
    },
    ignored: ['Birthday', 'Notes'],
  },
  {
    product: 'Outlook',
    header:
      'First Name,Middle Name,Last Name,Title,Suffix,Nickname,E-mail Address,E-mail 2 Address,E-mail 3 Address,Home Phone,Home Phone 2,Business Phone,Business Phone 2,Mobile Phone,Car Phone,Other Phone,Primary Phone,Job Title,Department,Company,Business Street,Business City,Business State,Business Postal Code,Business Country/Region,Home Street,Home City,Home State,Home Postal Code,Home Country/Region,Birthday,Notes',
    rows: [
      'Kari,,Berg,,,,kari@outlook.example.com,,,,,22334455,,99887766,,,,,,Berg AS,Storgata 1,Oslo,,0155,Norge,,,,,,1/2/1990,Allergic',
    ],
    options: ['--map', 'external_id=E-mail Address'],
    stored: {
      externalId: 'kari@outlook.example.com',
      customer: {
        name: 'Kari Berg',
        phone: '99887766',
        addressLine1: 'Storgata 1',
        city: 'Oslo',
        country: 'NO',
      },
    },
    ignored: ['Birthday', 'Notes'],
  },
  {
    product: 'QuickBooks',
    header:
      'Name,Company name,Street Address,City,State,Country,Zip,Phone,Email,Customer type,Attachments,Open balance,Notes',
    rows: [
      'Kari Berg,Berg AS,Storgata 1,Oslo,,Norway,0155,22334455,kari@quickbooks.example.com,,,0.00,Pays late',
    ],
    options: ['--map', 'external_id=Name'],
    stored: {
      externalId: 'Kari Berg',
      customer: {
        name: 'Kari Berg',
        companyName: 'Berg AS',
        addressLine1: 'Storgata 1',
        postalCode: '0155',
        country: 'NO',
      },
    },
    ignored: ['Notes'],
  },
  {
    product: 'WooCommerce',
    header:
      'ID,customer_id,user_login,user_email,user_registered,display_name,first_name,last_name,roles,billing_first_name,billing_last_name,billing_company,billing_email,billing_phone,billing_address_1,billing_address_2,billing_postcode,billing_city,billing_state,billing_country',
    rows: [
      '12,77,kari,kari@woo.example.com,2026-01-02,Kari,Kari,Berg,customer,Kari,Berg,Berg AS,kari@woo.example.com,22334455,Storgata 1,,0155,Oslo,,NO',
    ],
    stored: {
      externalId: '77',
      customer: {
        email: 'kari@woo.example.com',
        name: 'Kari Berg',
        addressLine1: 'Storgata 1',
        city: 'Oslo',
        country: 'NO',
      },
    },
  },
  {
    product: 'WooCommerce Analytics',
    header:
      'Name,Username,Last Active,Date Registered,Email,Orders,Total Spend,AOV,Country / Region,City,Region,Postal Code',
    rows: ['Kari Berg,kari,2026-01-02,2026-01-01,kari@woo-analytics.example.com,2,100,50,NO,Oslo,Oslo,0155'],
    options: ['--map', 'external_id=Username'],
    stored: {
      externalId: 'kari',
      customer: { name: 'Kari Berg', state: 'Oslo', postalCode: '0155', country: 'NO' },
    },
  },
];
