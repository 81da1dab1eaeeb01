/** Where large values lie outside PostgreSQL: a bucket of an S3-compatible service. */
export type ObjectStore = {
  /** Resolves once it is stored for good. Throws when it is not. */
  put(key: string, body: Uint8Array): Promise<void>
  /** Throws when there is no such object. */
  get(key: string): AsyncIterable<Uint8Array>
  /** One that is not there is removed already. */
  remove(key: string): Promise<void>
}

/** What becomes of values that are too large for a row. */
export type LargeValues = {
  /** From this size on, as JSON text, a value lies in a blob. */
  fromBytes: number
  /** A step that gives, or is given, more than this fails. */
  maxBytes: number
  /** Null: blobs lie in PostgreSQL. */
  objects: ObjectStore | null
}

export const LARGE_VALUES: LargeValues = { fromBytes: 256 * 1024, maxBytes: 20 * 1024 * 1024, objects: null }
