/** The program under test: it tells the API about one patient, and says what became of that. */
export async function syncPatient({ url, key }, { id, email, changedAt }) {
  const response = await fetch(`${url}/customers/external/practicehub/${encodeURIComponent(id)}`, {
    method: 'PUT',
    headers: { 'x-api-key': key, 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, external_updated_at: changedAt }),
  });
  if (!response.ok) throw new Error(`The API refused with ${response.status}.`);
  return response.headers.get('Upsert-Outcome');
}
