import type { FlowDocument } from '../document.ts'
import { parseDocument } from '../document-schema.ts'
import type { Problem } from '../problem.ts'
import { type Result, refuse } from '../result.ts'

/** Takes a document of version N, of which only that version is sure, to version N + 1. Pure. */
type Migration = (document: Record<string, unknown>) => Record<string, unknown>

const FIRST_VERSION = 1

/**
 * The one from version 1 to 2 stands first, and so on; each in a file of its own, `v1-to-v2.ts`, with a document of its
 * version saved in `samples/`, and none is ever changed once it has been released.
 */
const migrations: readonly Migration[] = []

const CURRENT_VERSION = FIRST_VERSION + migrations.length

/** A stored or imported document of any version, brought to the current one and read. */
export function migrate(raw: unknown): Result<FlowDocument, Problem[]> {
  if (!isObject(raw))
    return refuse([versionProblem('schema_not_a_flow', 'This is no flow document. Choose another file.')])
  const version = raw['schemaVersion']
  if (typeof version !== 'number' || !Number.isInteger(version) || version < FIRST_VERSION) {
    const message = `A flow document says its schemaVersion, a whole number from ${FIRST_VERSION}. Add it.`
    return refuse([versionProblem('schema_version_missing', message)])
  }
  if (version > CURRENT_VERSION) {
    const message = `This flow was made by a newer release (document version ${version}; this one reads up to ${CURRENT_VERSION}). Update first.`
    return refuse([versionProblem('schema_version_newer', message)])
  }
  const migrated = migrations
    .slice(version - FIRST_VERSION)
    .reduce<Record<string, unknown>>((document, migration) => migration(document), raw)
  return parseDocument(migrated)
}

function isObject(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw)
}

function versionProblem(code: string, message: string): Problem {
  return { code, severity: 'error', message, field: 'schemaVersion' }
}
