import type { Fragment } from '@patchbay/flow/fragment'
import { parseFragment } from '@patchbay/flow/parse-fragment'
import { type Result, refuse } from '@patchbay/flow/result'
import { clipboardMark } from './step-clipboard.ts'

/** What the clipboard holds, or why it is nothing that can be put here. */
export function readClipboard(text: string): Result<Fragment, string> {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    return refuse('There are no steps in the clipboard. Copy some on a canvas first.')
  }
  if (typeof raw !== 'object' || raw === null || !('kind' in raw) || raw.kind !== clipboardMark)
    return refuse('There are no steps in the clipboard. Copy some on a canvas first.')
  const { kind: _kind, ...rest } = raw
  const parsed = parseFragment(rest)
  if (parsed.ok) return parsed
  return refuse(`The steps in the clipboard cannot be read. ${parsed.error[0]?.message ?? ''}`.trim())
}
