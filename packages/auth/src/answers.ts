export function answer(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status })
}

export function tooManyTries(waitS: number): Response {
  const minutes = Math.ceil(waitS / 60)
  const message = `Too many tries. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`
  const response = answer(429, 'too_many_tries', message)
  response.headers.set('retry-after', String(waitS))
  return response
}

export async function bodyOf(request: Request): Promise<unknown> {
  try {
    return await request.json()
  } catch {
    // No JSON: what is asked for in it is then missing, and the answer says so.
    return null
  }
}

export function withBody(request: Request, body: unknown): Request {
  const headers = new Headers(request.headers)
  headers.delete('content-length')
  return new Request(request.url, { method: request.method, headers, body: JSON.stringify(body) })
}
