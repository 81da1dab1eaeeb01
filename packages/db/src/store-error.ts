/**
 * A refused or failed query, without its text and parameters: those are customers' data, and errors end up in logs and
 * in the engine's histories.
 */
export class StoreError extends Error {
  /** PostgreSQL's SQLSTATE; null when the connection failed. */
  readonly code: string | null

  constructor(message: string, code: string | null) {
    super(message)
    this.name = 'StoreError'
    this.code = code
  }
}

/**
 * Connections that are refused or lost, a server that starts, stops or only reads, no room, two that stood in each
 * other's way: by the driver's codes and PostgreSQL's classes.
 */
const PASSES = /^(E(?!RR_INVALID|RR_MISSING|RR_OUT)[A-Z]|08|25006|25P0[34]|40|53|55P03|57|58)/

/** Whether the same query may get through a moment later. What PostgreSQL has looked at and refused, it refuses again. */
export const isAway = (error: unknown): boolean =>
  error instanceof StoreError && (error.code === null || PASSES.test(error.code))

/** What the driver itself has failed with: a connection that was not to be had, or is lost, mostly has no code. */
export function ofDriver(error: unknown): unknown {
  const told = toStoreError(error)
  // Faults of ours are no outage.
  if (told instanceof StoreError || !(told instanceof Error) || told instanceof TypeError) return told
  return new StoreError(`The database could not be asked: ${told.message}`, null)
}

/** Errors of the query builder and of the driver, with what may be told of them; all others as they are. */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error
  const isQuery = error.name === 'DrizzleQueryError' || 'params' in error
  const cause = isQuery && error.cause instanceof Error ? error.cause : error
  // A fault of ours: no query was refused, and what was asked is customers' data.
  if (cause instanceof TypeError) return cause
  const told = facts(cause)
  if (!isQuery && told.code === null) return error
  const where = [told.table, told.constraint].filter(Boolean).join(', ')
  return new StoreError(`The database refused a query: ${cause.message}${where ? ` (${where})` : ''}`, told.code)
}

const facts = (error: Error) => ({
  code: 'code' in error && typeof error.code === 'string' ? error.code : null,
  table: 'table' in error && typeof error.table === 'string' ? error.table : null,
  constraint: 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : null,
})
