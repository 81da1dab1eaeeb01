const LOOPBACK_NAMES = ['localhost', '127.0.0.1']

/** The public address; where it is this machine, both of its names. */
export function trustedOrigins(publicUrl: string): string[] {
  const url = new URL(publicUrl)
  if (!LOOPBACK_NAMES.includes(url.hostname)) return [url.origin]
  return LOOPBACK_NAMES.map((name) => {
    const same = new URL(url)
    same.hostname = name
    return same.origin
  })
}

/** A request that says where it comes from must come from here; one that does not (a script, a server) carries no cookies of a browser. */
export function isTrustedOrigin(headers: Headers, publicUrl: string): boolean {
  const origin = headers.get('origin')
  return origin === null || trustedOrigins(publicUrl).includes(origin)
}
