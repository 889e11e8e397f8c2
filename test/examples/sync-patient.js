/** The program under test: sends one patient to the API and returns the outcome. */
export async function syncPatient({ url, key }, { id, email, changedAt }) {
  const response = await fetch(`${url}/customers/external/practicehub/${encodeURIComponent(id)}`, {
    method: 'PUT',
    headers: { 'x-api-key': key, 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, external_updated_at: changedAt }),
  });
  if (!response.ok) throw new Error(`The API responded with ${response.status}.`);
  return response.headers.get('Upsert-Outcome');
}
