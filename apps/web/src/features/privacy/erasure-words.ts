import type { Erasure } from '../../trpc/types.ts'
import { counted } from '../shared/words.ts'

const NAMES: Record<string, readonly [one: string, many: string]> = {
  run: ['run', 'runs'],
  payload: ['stored value', 'stored values'],
  delivery: ['event', 'events'],
  step_log: ['log line', 'log lines'],
  sample: ['sample', 'samples'],
  step_test: ['tested step', 'tested steps'],
  test_run: ['test', 'tests'],
  system_mail: ['mail', 'mails'],
  approval: ['approval', 'approvals'],
  decision: ['decision', 'decisions'],
  flow: ['flow', 'flows'],
  flow_version: ['published version', 'published versions'],
  connection: ['connection', 'connections'],
  workspace: ['setting of the workspace', 'settings of the workspace'],
  draft_change: ['change of a draft', 'changes of drafts'],
}
const OTHER = ['other record', 'other records'] as const

/** "3 runs, 12 stored values and 4 other records"; null where there is nothing. */
export function countWords(counts: Record<string, number>): string | null {
  const parts: string[] = []
  let others = 0
  for (const [table, rows] of Object.entries(counts)) if (NAMES[table] === undefined) others += rows
  for (const [table, [one, many]] of Object.entries(NAMES)) {
    const rows = counts[table] ?? 0
    if (rows > 0) parts.push(counted(rows, one, many))
  }
  if (others > 0) parts.push(counted(others, OTHER[0], OTHER[1]))
  const last = parts.pop()
  if (last === undefined) return null
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`
}

/** Whom it is about; once it is over only that it was somebody. */
export const whomWords = ({ value, fingerprint }: Erasure): string => value ?? `request ${fingerprint.slice(0, 6)}`
