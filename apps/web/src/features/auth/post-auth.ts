/**
 * A call of the account routes from the browser. Rejects with `{ code, message, status }`, which `authFaultWords` reads.
 * Not the library's client: these pages need nothing else of it.
 */
export async function postAuth(route: string, body: Record<string, unknown>): Promise<void> {
  const response = await fetch(`/api/auth/${route}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw await faultOf(response)
}

export async function getAuth(route: string, query: Record<string, string>): Promise<void> {
  const response = await fetch(`/api/auth/${route}?${new URLSearchParams(query)}`)
  if (!response.ok) throw await faultOf(response)
}

async function faultOf(response: Response): Promise<unknown> {
  const { status } = response
  try {
    const said: unknown = await response.json()
    return typeof said === 'object' && said !== null ? { ...said, status } : { status }
  } catch {
    // No JSON came: the status says what there is to say.
    return { status }
  }
}
