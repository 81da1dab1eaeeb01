import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** An address that nothing of ours may connect to: it lies inside a private network, or belongs to a host itself. */
export class RefusedAddressError extends Error {
  constructor(host: string, why: string) {
    super(`Patchbay does not connect to ${host}: ${why}. Only public addresses can be reached.`)
    this.name = 'RefusedAddressError'
  }
}

/** Azure's host agent answers at a public address. */
const HOST_AGENTS = new Set(['168.63.129.16'])

/** Why an IP address is refused, in words that end a sentence; null when it is public. */
export function addressProblem(address: string): string | null {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  if (!ipaddr.isValid(bare)) return `"${address}" is no IP address`
  const parsed = ipaddr.parse(bare)
  if (parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress())
    return addressProblem(parsed.toIPv4Address().toString())
  const range = parsed.range()
  // 6to4, Teredo and NAT64 carry an IPv4 address inside: ipaddr names them, and anything but plain unicast is refused.
  if (range !== 'unicast') return `${bare} is a ${RANGE_WORDS[range] ?? range} address`
  return HOST_AGENTS.has(bare) ? `${bare} is a host's own agent` : null
}

const RANGE_WORDS: Partial<Record<string, string>> = {
  private: 'private',
  uniqueLocal: 'private',
  loopback: 'loopback',
  linkLocal: 'link-local (metadata)',
  carrierGradeNat: 'private',
}

/**
 * A name server's answer, checked before a socket is opened and pinned by being handed to it: nobody asks a second time
 * and gets another answer. One private address among public ones refuses them all.
 */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0)
    for (const { address } of addresses) {
      const problem = addressProblem(address)
      if (problem !== null) return callback(new RefusedAddressError(hostname, problem), '', 0)
    }
    const [first] = addresses
    if (first === undefined) return callback(new Error(`${hostname} has no address`), '', 0)
    if (options.all) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}

/** A look-up is never asked for a literal address, so that is checked here. Throws `RefusedAddressError`. */
export function checkLiteralHost(host: string): void {
  const bare = host.replace(/^\[|\]$/g, '')
  if (isIP(bare) === 0) return
  const problem = addressProblem(bare)
  if (problem !== null) throw new RefusedAddressError(host, problem)
}
