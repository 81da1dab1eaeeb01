import { existsSync, readFileSync, renameSync } from 'node:fs'
import { basename } from 'node:path'
import { Client } from 'pg'

/**
 * Loaded before an app by `node --import`: ends it with SIGKILL at the durable write that is named in a file, right
 * before or right after its commit. The app itself knows nothing of it.
 */
export type ArmedPoint = {
  app: 'worker' | 'ingress'
  when: 'before' | 'after'
  /** What the transaction writes, among other things: `insert:attempt`, or a function of the database. */
  writes: readonly string[]
  /** And nothing else. */
  only?: boolean
  /** One of its parameters, where the same write is made for several things: the id of a step. */
  parameter?: string
}

// biome-ignore lint/style/noProcessEnv: it is loaded into an app, whose own settings must not know of it.
const file = process.env['KILL_POINT_FILE']
const app = basename(process.cwd())
if (file !== undefined && (app === 'worker' || app === 'ingress')) watch(file, app)

function watch(path: string, own: ArmedPoint['app']): void {
  const transactions = new WeakMap<object, { writes: string[]; parameters: string[] }>()
  const original = Client.prototype.query
  const killing = (when: ArmedPoint['when'], tx: { writes: string[]; parameters: string[] }) => {
    const armed = readArmed(path)
    if (armed === null || armed.app !== own || armed.when !== when || !isMeant(armed, tx)) return
    // Gone before the process is: whoever follows it must live.
    renameSync(path, `${path}.fired`)
    process.kill(process.pid, 'SIGKILL')
  }
  Object.defineProperty(Client.prototype, 'query', {
    value: function query(this: object, ...args: unknown[]) {
      const { text, values } = statementOf(args)
      if (/^begin\b/i.test(text)) transactions.set(this, { writes: [], parameters: [] })
      const open = transactions.get(this)
      const ends = /^(commit|rollback)\b/i.test(text)
      const tx = open ?? { writes: [], parameters: [] }
      if (!ends) {
        tx.writes.push(...writesOf(text))
        tx.parameters.push(...values)
      } else transactions.delete(this)
      const commits = (ends && /^commit/i.test(text)) || (open === undefined && tx.writes.length > 0)
      if (!commits || tx.writes.length === 0) return Reflect.apply(original, this, args)
      killing('before', tx)
      const callback = args.at(-1)
      if (typeof callback === 'function') {
        const after = (...results: unknown[]) => {
          killing('after', tx)
          return Reflect.apply(callback, undefined, results)
        }
        return Reflect.apply(original, this, [...args.slice(0, -1), after])
      }
      const result: unknown = Reflect.apply(original, this, args)
      if (result instanceof Promise) result.then(() => killing('after', tx)).catch(() => undefined)
      return result
    },
  })
}

function isMeant({ writes, only, parameter }: ArmedPoint, tx: { writes: string[]; parameters: string[] }): boolean {
  if (!writes.every((write) => tx.writes.includes(write))) return false
  if (only === true && tx.writes.length > writes.length) return false
  return parameter === undefined || tx.parameters.includes(parameter)
}

function statementOf([config, values]: unknown[]): { text: string; values: string[] } {
  const named = typeof config === 'object' && config !== null ? config : {}
  const text = typeof config === 'string' ? config : 'text' in named ? String(named.text) : ''
  const given = Array.isArray(values) ? values : 'values' in named && Array.isArray(named.values) ? named.values : []
  return { text, values: given.filter((value) => typeof value === 'string') }
}

/** Of the system's functions those that write, and the tables of everything else. */
function writesOf(text: string): string[] {
  const called = /\bFROM (accept_\w+|lease_\w+|take_\w+)\(|\bSELECT (accept_\w+|mark_\w+|close_\w+)\(/.exec(text)
  if (called) return [called[1] ?? called[2] ?? '']
  return [...text.matchAll(/\b(insert into|update|delete from)\s+"?([a-z_]+)"?/gi)]
    .filter(([, , table]) => table !== 'SET')
    .map(([, verb = '', table = '']) => `${verb.split(' ')[0]?.toLowerCase()}:${table}`)
}

function readArmed(path: string): ArmedPoint | null {
  if (!existsSync(path)) return null
  const armed: ArmedPoint = JSON.parse(readFileSync(path, 'utf8'))
  return armed
}
