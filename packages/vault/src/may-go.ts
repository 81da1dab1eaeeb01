/**
 * Whether a credential may be sent to an address. `api.example.com` stands for that host on the scheme's own port,
 * `127.0.0.1:3002` for that port, `*.example.com` for every host below. Plain HTTP is for hosts with a port only, which
 * is how sandbox origins are written.
 */
export function mayGo(hosts: readonly string[], address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return hosts.some((entry) => {
    const host = entry.toLowerCase()
    if (url.protocol === 'http:' && !host.includes(':')) return false
    return host.startsWith('*.') ? url.host.endsWith(host.slice(1)) : url.host === host
  })
}
