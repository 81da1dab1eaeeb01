import type { AuditEntry } from '../../trpc/types.ts'

/** Entries that say the same of the same thing one after another stand as one line, newest first. */
export type AuditLine = { entry: AuditEntry; times: number; since: Date }

/** A draft is saved with every change: somebody who draws for an hour would fill the page. */
export function gatherLines(entries: readonly AuditEntry[]): AuditLine[] {
  const lines: AuditLine[] = []
  for (const entry of entries) {
    const last = lines.at(-1)
    if (last !== undefined && isSame(last.entry, entry)) {
      last.times += 1
      last.since = entry.at
    } else lines.push({ entry, times: 1, since: entry.at })
  }
  return lines
}

const isSame = (a: AuditEntry, b: AuditEntry): boolean =>
  a.action === 'flow.edit' && b.action === a.action && a.actor.id === b.actor.id && a.subject.id === b.subject.id
