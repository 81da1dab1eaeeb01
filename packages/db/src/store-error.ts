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

/** Errors of the query builder and of the driver, with what may be told of them; all others as they are. */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const isQuery = error.name === 'DrizzleQueryError' || 'params' in error
  const cause = isQuery && error.cause instanceof Error ? error.cause : error
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
