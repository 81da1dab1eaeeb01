'use client'

import type { SaveState } from '@patchbay/editor/session-types'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { useTimeZone } from '@patchbay/ui/use-now'
import { Cloud, CloudOff } from 'lucide-react'
import { useEffect, useState } from 'react'

/** "Saving…", "Draft saved 12:04", "Offline: kept on this device": seen at once, read out at most every 5 s. */
export function SaveWords({ save, onRetry }: { save: SaveState; onRetry: () => void }) {
  const timeZone = useTimeZone()
  const words = saveWords(save, timeZone)
  const Icon = save.kind === 'offline' ? CloudOff : Cloud
  return (
    <>
      <span className="flex min-w-0 items-center gap-1.5 whitespace-nowrap text-ink-2">
        {save.kind === 'stopped' ? (
          <StateGlyph state="attention" size={14} />
        ) : (
          <Icon size={15} strokeWidth={1.75} aria-hidden="true" className="text-ink-3" />
        )}
        <span className={save.kind === 'stopped' ? 'truncate text-attn' : 'truncate'}>{words}</span>
        {save.kind === 'offline' ? (
          <button type="button" onClick={onRetry} className="font-medium text-signal hover:underline">
            Try now
          </button>
        ) : null}
      </span>
      <Spoken words={words} />
    </>
  )
}

function saveWords(save: SaveState, timeZone: string): string {
  switch (save.kind) {
    case 'saved':
      return save.at === null ? 'Draft saved' : `Draft saved ${clock(save.at, timeZone)}`
    case 'saving':
      return 'Saving…'
    case 'offline':
      return save.kept ? 'Offline: kept on this device' : 'Offline: not saved yet'
    case 'stopped':
      return 'Not saved'
  }
}

/** "12:04" */
function clock(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(at)
}

const EVERY_MS = 5000

function Spoken({ words }: { words: string }) {
  const [said, setSaid] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSaid(words), EVERY_MS)
    return () => clearTimeout(timer)
  }, [words])
  return (
    <span role="status" className="sr-only">
      {said}
    </span>
  )
}
