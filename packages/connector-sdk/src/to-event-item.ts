import type { EntitySpec } from './definition.ts'

export type EventItem = {
  output: unknown
  key: string
  subject: string | null
  occurredAt: string | null
  /** "order/1001": the same for all topics that tell of that object of the vendor's. */
  entity: string | null
  /** A decimal number as text, greater for a later state of the entity; null where the event does not tell. */
  version: string | null
}

type ItemSpec = {
  key: (item: unknown, event: { topic: string | null }) => string
  subject?: (item: unknown) => string | null
  occurredAt?: (item: unknown) => string | null
  entity?: EntitySpec<unknown>
  version?: (item: unknown) => string | number | null
}

/** An item, checked already, with all that its trigger says of it. */
export function toEventItem(spec: ItemSpec, output: unknown, topic: string | null): EventItem {
  const id = spec.entity?.id(output) ?? null
  return {
    output,
    key: spec.key(output, { topic }),
    subject: spec.subject?.(output) ?? null,
    occurredAt: spec.occurredAt?.(output) ?? null,
    entity: spec.entity === undefined || id === null ? null : `${spec.entity.name}/${id}`,
    version: spec.entity === undefined || id === null ? null : toVersion(spec.version?.(output) ?? null),
  }
}

const COUNTER = /^-?\d{1,30}$/
const FRACTION_OF_A_SECOND = /:\d{2}\.(\d+)/

/** An instant becomes microseconds since 1970: some vendors change an object several times a millisecond. */
function toVersion(version: string | number | null): string | null {
  if (version === null) return null
  if (typeof version === 'number') return Number.isFinite(version) ? String(version) : null
  if (COUNTER.test(version)) return version
  const ms = Date.parse(version)
  if (Number.isNaN(ms)) return null
  const micros = (FRACTION_OF_A_SECOND.exec(version)?.[1] ?? '').padEnd(6, '0').slice(3, 6)
  return String(BigInt(ms) * 1_000n + BigInt(micros))
}
