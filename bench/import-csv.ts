const HEADER =
  'Index,Customer Id,First Name,Last Name,Company,City,Country,Phone 1,Phone 2,Email,Subscription Date,Website\n';

/** Generates a CSV file of customers, as an export of a CRM contains them, in pieces of 1,000 rows. */
export function* csvOf(rows: number): Generator<string, void, void> {
  yield HEADER;
  for (let at = 0; at < rows; at += 1000) {
    let text = '';
    for (let index = at; index < Math.min(rows, at + 1000); index += 1) {
      text += `${index + 1},C${index},Kari,Bø${index % 9999},"Berg, ${index % 99} AS",Oslo,Norway,043-797-5229,+47 22 33 ${index % 99},c${index}@example.com,2020-08-26,http://example.com/${index}\n`;
    }
    yield text;
  }
}
