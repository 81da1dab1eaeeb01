import { createHash } from 'node:crypto'
import type { PoolClient, QueryConfig } from 'pg'

/** Each open connection keeps a plan for every one of them. */
const MAX_NAMES = 400
/** What is asked this often is worth a plan; lists of every length, each a text of its own, mostly are not. */
const USES_BEFORE = 5
const MAX_COUNTED = 4_000

const names = new Map<string, string>()
let uses = new Map<string, number>()

/**
 * The same statement under a name of its own once it has been asked a few times, so that PostgreSQL parses and plans it
 * once a connection and not at each call: for our long statements that costs more than carrying them out.
 */
export function prepared(config: QueryConfig): QueryConfig {
  const name = nameOf(config.text)
  return name === undefined || config.name !== undefined ? config : Object.assign(config, { name })
}

/** The connection, with everything that is asked through it prepared. */
export function preparing(client: PoolClient): PoolClient {
  return new Proxy(client, {
    get(target, key) {
      if (key !== 'query') return Reflect.get(target, key)
      return (config: QueryConfig, values: unknown[]) => target.query(prepared(config), values)
    },
  })
}

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= MAX_NAMES) return known
  const used = (uses.get(text) ?? 0) + 1
  if (used < USES_BEFORE) {
    // Counting anew costs a few calls that are planned as all were before.
    if (uses.size >= MAX_COUNTED) uses = new Map()
    uses.set(text, used)
    return undefined
  }
  uses.delete(text)
  const name = createHash('sha256').update(text).digest('base64url')
  names.set(text, name)
  return name
}
