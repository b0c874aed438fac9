/** An answer with Set-Cookie fields. It is another Response: what a handler keeps for all requests has no one's cookies. */
export function addCookies(response: Response, fields: readonly string[]): Response {
  if (fields.length === 0) return response;
  const answer = new Response(response.body, response);
  for (const field of fields) answer.headers.append("set-cookie", field);
  return answer;
}
