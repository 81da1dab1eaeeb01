import { createHash } from 'node:crypto'
import type { PoolClient, QueryConfig } from 'pg'

/** Distinct texts that are prepared; a text beyond them is planned at each call, as all were before. */
const MAX_TEXTS = 1_000

const names = new Map<string, string>()

/**
 * The same statement under a name of its own, so that PostgreSQL parses and plans it once a connection and not at each
 * call: for our long statements that costs more than carrying them out.
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
  if (known !== undefined || names.size >= MAX_TEXTS) return known
  const name = createHash('sha256').update(text).digest('base64url')
  names.set(text, name)
  return name
}
