import type { HeaderRules, WireRequest } from './contract.ts'

const ALWAYS = ['accept', 'content-type', 'user-agent']

/** Required headers with their values, and none that nobody knows. `known`: names that the contract itself lists. */
export function checkHeaders(request: WireRequest, rules: HeaderRules, known: string[] = []): string[] {
  const isWrite = !['GET', 'HEAD'].includes(request.method)
  const required = { ...rules.required, ...(isWrite ? rules.onWrites : {}) }
  const missing = Object.entries(required).flatMap(([name, wanted]) => {
    const value = request.headers[name]
    if (value === undefined) return [`header ${name} is missing`]
    const holds = typeof wanted === 'string' ? value === wanted : wanted.test(value)
    return holds ? [] : [`header ${name} is not ${String(wanted)}`]
  })
  const allowed = [...ALWAYS, ...known, ...Object.keys(required), ...(rules.optional ?? [])]
  const unknown = Object.keys(request.headers).filter((name) => !allowed.includes(name))
  return [...missing, ...unknown.map((name) => `header ${name} is not in the contract`)]
}
