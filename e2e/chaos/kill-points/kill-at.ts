import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Client } from 'pg'

/**
 * Loaded before an app by `node --import`: ends it with SIGKILL at a durable write that is named in a file, right before
 * or right after its commit. The app itself knows nothing of it. `web`: what does in its place what a person asks for.
 */
export type ArmedPoint = {
  app: 'worker' | 'ingress' | 'web'
  when: 'before' | 'after'
  /** What the transaction writes, among other things: `insert:attempt`, or a function of the database. */
  writes: readonly string[]
  /** And nothing else. */
  only?: boolean
  /**
   * Among its parameters or in a JSON text that is one of them, where the same write is made for several things: the ids
   * of a run and of a step, a state. Of what was leased before, and is named by its id, all that the lease said of it.
   */
  parameters?: readonly string[]
}

/** `found`: a lease in it has found something to lease. */
type Transaction = { writes: string[]; parameters: Set<string>; found: boolean }
type Query = (this: object, ...args: unknown[]) => unknown

// biome-ignore lint/style/noProcessEnv: it is loaded into an app, whose own settings must not know of it.
const folder = process.env['KILL_POINTS_DIR']
const app = basename(process.cwd())
if (folder !== undefined && (app === 'worker' || app === 'ingress' || app === 'web')) watch(folder, app)

function watch(dir: string, own: ArmedPoint['app']): void {
  const transactions = new WeakMap<object, Transaction>()
  const leased = new Map<string, string[]>()
  const original: Query = Client.prototype.query
  const killing = (when: ArmedPoint['when'], tx: Transaction) => {
    for (const [name, armed] of readArmed(dir)) {
      if (armed.app !== own || armed.when !== when || !isMeant(armed, tx) || !claim(dir, name, tx)) continue
      process.kill(process.pid, 'SIGKILL')
    }
  }
  Object.defineProperty(Client.prototype, 'query', {
    value: function query(this: object, ...args: unknown[]) {
      const { text, values } = statementOf(args)
      if (/^begin\b/i.test(text)) transactions.set(this, newTransaction())
      const open = transactions.get(this)
      const tx = open ?? newTransaction()
      const ends = /^(commit|rollback)\b/i.test(text)
      if (ends) transactions.delete(this)
      const writes = ends ? [] : writesOf(text)
      tx.writes.push(...writes)
      for (const value of values.flatMap((one) => [one, ...(leased.get(one) ?? [])])) tx.parameters.add(value)
      const commits = tx.writes.length > 0 && (open === undefined || /^commit/i.test(text))
      if (commits) killing('before', tx)
      if (!commits && writes.length === 0) return Reflect.apply(original, this, args)
      return heard(original, { client: this, args }, (result) => {
        tx.found ||= hasFound(writes, result)
        for (const said of writes.some((write) => write.startsWith('lease_')) ? rowsOf(result).map(textsOf) : []) {
          for (const one of said) tx.parameters.add(one)
          leased.set(said[0] ?? '', said)
        }
        if (commits && tx.found) killing('after', tx)
      })
    },
  })
}

const newTransaction = (): Transaction => ({ writes: [], parameters: new Set(), found: false })

/** Makes the call and tells of its result before the caller hears of it. */
function heard(query: Query, { client, args }: { client: object; args: unknown[] }, hear: (result: unknown) => void) {
  const callback = args.at(-1)
  if (typeof callback === 'function') {
    const first = (...results: unknown[]) => {
      if (results[0] == null) hear(results[1])
      return Reflect.apply(callback, undefined, results)
    }
    return Reflect.apply(query, client, [...args.slice(0, -1), first])
  }
  const result = Reflect.apply(query, client, args)
  if (result instanceof Promise) result.then(hear).catch(() => undefined)
  return result
}

function isMeant({ writes, only, parameters = [] }: ArmedPoint, tx: Transaction): boolean {
  if (!writes.every((write) => tx.writes.includes(write))) return false
  if (only === true && tx.writes.some((write) => !writes.includes(write))) return false
  const given = [...tx.parameters]
  // A call inside an action has what it asks for in its name, after a dash.
  const isSaid = (one: string) => (value: string) =>
    value === one || value.includes(`"${one}"`) || value.startsWith(`${one}-`)
  return parameters.every((one) => given.some(isSaid(one)))
}

/** A lease that finds nothing to lease, a tick that is known: nothing is written. */
function hasFound(writes: string[], result: unknown): boolean {
  if (writes.length === 0) return false
  if (!writes.every((write) => /^(lease|accept)_/.test(write))) return true
  return rowsOf(result).some((row) => Object.values(row)[0] != null)
}

function rowsOf(result: unknown): object[] {
  const rows = typeof result === 'object' && result !== null && 'rows' in result ? result.rows : []
  return Array.isArray(rows) ? rows.filter((row) => typeof row === 'object' && row !== null) : []
}

/** What a row says in words; its id comes first. */
const textsOf = (row: object): string[] => Object.values(row).filter((value) => typeof value === 'string')

/**
 * Gone before the process is: whoever follows it must live. What the write was about is left behind, whole from its first
 * moment. False when another process was first.
 */
function claim(dir: string, name: string, { parameters }: Transaction): boolean {
  const mine = join(dir, `${name}.${process.pid}`)
  writeFileSync(mine, JSON.stringify([...parameters]))
  try {
    linkSync(mine, join(dir, `${name}.fired`))
    rmSync(join(dir, name))
    return true
  } catch {
    return false
  } finally {
    rmSync(mine)
  }
}

function statementOf([config, values]: unknown[]): { text: string; values: string[] } {
  const named = typeof config === 'object' && config !== null ? config : {}
  const text = typeof config === 'string' ? config : 'text' in named ? String(named.text) : ''
  const given = Array.isArray(values) ? values : 'values' in named && Array.isArray(named.values) ? named.values : []
  const texts = given.map((value) => (value instanceof Date ? value.toISOString() : value))
  return { text, values: texts.filter((value) => typeof value === 'string') }
}

/** What may follow an UPDATE that is not a statement of its own: `ON CONFLICT DO UPDATE SET`, `FOR UPDATE OF`. */
const NO_TABLES = new Set(['set', 'skip', 'of', 'nowait'])

/** Of the system's functions those that write, and the tables of everything else. */
function writesOf(text: string): string[] {
  const called = /\b((?:accept|lease|take|mark|finish)_\w+)\(/.exec(text)
  if (called) return [called[1] ?? '']
  return [...text.matchAll(/\b(insert into|update|delete from)\s+"?([a-z_]+)"?/gi)]
    .filter(([, , table = '']) => !NO_TABLES.has(table.toLowerCase()))
    .map(([, verb = '', table = '']) => `${verb.split(' ')[0]?.toLowerCase()}:${table}`)
}

/** By the name of its file. One that another process has claimed meanwhile is left out. */
function readArmed(dir: string): [string, ArmedPoint][] {
  return readdirSync(dir).flatMap((name): [string, ArmedPoint][] => {
    if (!name.endsWith('.json')) return []
    try {
      const armed: ArmedPoint = JSON.parse(readFileSync(join(dir, name), 'utf8'))
      return [[name, armed]]
    } catch {
      return []
    }
  })
}
