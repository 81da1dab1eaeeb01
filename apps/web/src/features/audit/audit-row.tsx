'use client'

import { Avatar } from '@patchbay/ui/avatar'
import { Button } from '@patchbay/ui/button'
import { Facts } from '@patchbay/ui/card'
import { cn } from '@patchbay/ui/cn'
import { JsonTree } from '@patchbay/ui/json-tree'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { useTimeZone } from '@patchbay/ui/use-now'
import { ChevronRight, KeyRound } from 'lucide-react'
import { useId, useState } from 'react'
import { counted } from '../shared/words.ts'
import type { AuditFilters } from './audit-filters.ts'
import type { AuditLine } from './audit-lines.ts'

type AuditRowProps = { line: AuditLine; onFilter: (next: Partial<AuditFilters>) => void }

/** A sentence; open, what exactly was changed and the way to more like it. */
export function AuditRow({ line, onFilter }: AuditRowProps) {
  const [open, setOpen] = useState(false)
  const id = useId()
  const { entry, times } = line
  return (
    <li className="border-line border-b last:border-b-0">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="focus-inset flex min-h-11 w-full items-center gap-3 px-4 py-2 text-left hover:bg-surface-2 lg:px-7"
      >
        <ChevronRight
          size={14}
          strokeWidth={1.75}
          aria-hidden="true"
          className={cn('flex-none text-ink-3 transition-transform duration-(--m-fast)', open && 'rotate-90')}
        />
        {entry.actor.kind === 'user' ? (
          <Avatar name={entry.actor.name} size={24} />
        ) : (
          <span className="grid size-6 flex-none place-items-center rounded-full bg-surface-3 text-ink-2">
            <KeyRound size={13} strokeWidth={1.75} aria-hidden="true" />
          </span>
        )}
        <span className="min-w-0 flex-1">
          <b className="font-medium">{entry.actor.name}</b> {entry.words}
          {times > 1 ? <span className="text-ink-3">, {counted(times, 'time')}</span> : null}
        </span>
        <RelativeTime at={entry.at} className="flex-none text-ink-3 text-small" />
      </button>
      {open ? <Details id={id} line={line} onFilter={onFilter} /> : null}
    </li>
  )
}

function Details({ id, line, onFilter }: AuditRowProps & { id: string }) {
  const { actor, subject, action, detail, at } = line.entry
  const thing = subject.name ?? subject.id
  const timeZone = useTimeZone()
  return (
    <div id={id} className="flex flex-col gap-3 bg-surface-2 px-4 py-3 pl-11 lg:pl-18">
      <Facts
        items={[
          { name: 'When', value: at.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'medium', timeZone }) },
          { name: 'Who', value: actor.kind === 'api_key' ? `API key ${actor.name}` : actor.name },
          { name: 'What', value: <code className="font-mono text-small">{action}</code> },
          {
            name: 'Which',
            value: (
              <>
                {subject.name === null ? '' : `${subject.name} `}
                <code className="font-mono text-ink-3 text-small">{subject.id}</code>
              </>
            ),
          },
        ]}
      />
      {Object.keys(detail).length === 0 ? null : <JsonTree label="Details" value={detail} />}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => onFilter({ who: actor.id })}>
          Only what {actor.name} changed
        </Button>
        <Button size="sm" onClick={() => onFilter({ thing: { kind: subject.kind, id: subject.id } })}>
          Only changes of {thing.length > 40 ? 'this' : thing}
        </Button>
      </div>
    </div>
  )
}
