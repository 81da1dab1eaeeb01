'use client'

import { useEditorScope } from '@patchbay/editor/editor-scope'
import type { FieldConflict, LostChange } from '@patchbay/editor/session-types'
import { Button } from '@patchbay/ui/button'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import dynamic from 'next/dynamic'
import { type ReactNode, useState } from 'react'
import { counted } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import { conflictWords } from './conflict-words.ts'
import type { Draft } from './use-draft.ts'

/** What a person has to know of the draft besides its saving: nothing of it goes away by itself. */
export function DraftNotices({ draft }: { draft: Draft }) {
  const { view, session, leftBehind } = draft
  const stopped = view.save.kind === 'stopped' ? view.save.message : null
  return (
    <section aria-label="About this draft" className="contents">
      {stopped === null ? null : (
        <Notice>
          <b>Changes are not saved any more.</b> {stopped}{' '}
          {view.unsaved === 0 ? null : `${counted(view.unsaved, 'change is', 'changes are')} kept on this device.`}
        </Notice>
      )}
      {leftBehind === null ? null : (
        <Notice
          actions={
            <>
              <Button size="sm" onClick={draft.throwAway}>
                Throw away
              </Button>
              <Button size="sm" variant="equal" onClick={() => void draft.putBack()}>
                Put back
              </Button>
            </>
          }
        >
          <b>{counted(leftBehind.operations.length, 'change')}</b> of yours could not be saved{' '}
          <RelativeTime at={leftBehind.at} /> and {leftBehind.operations.length === 1 ? 'was' : 'were'} kept on this
          device.
        </Notice>
      )}
      {view.conflicts.map((conflict) => (
        <ConflictNotice
          key={conflict.id}
          conflict={conflict}
          draft={draft}
          onKeep={(keep) => session.resolve(conflict.id, keep)}
        />
      ))}
      {view.lost.map((lost) => (
        <LostNotice key={lost.id} lost={lost} onDismiss={() => session.dismiss(lost.id)} />
      ))}
    </section>
  )
}

const BothSides = dynamic(() => import('./both-sides.tsx').then((module) => module.BothSides), { ssr: false })

type ConflictProps = { conflict: FieldConflict; draft: Draft; onKeep: (keep: 'mine' | 'theirs') => void }

function ConflictNotice({ conflict, draft, onKeep }: ConflictProps) {
  const me = useMe()
  const [both, setBoth] = useState(false)
  const { manifests } = useEditorScope()
  const { document } = draft.view
  return (
    <Notice
      actions={
        <>
          <Button size="sm" onClick={() => onKeep('mine')}>
            Keep mine
          </Button>
          <Button size="sm" onClick={() => onKeep('theirs')}>
            Take theirs
          </Button>
          <Button size="sm" variant="quiet" aria-expanded={both} onClick={() => setBoth(!both)}>
            Show both
          </Button>
        </>
      }
      below={both ? <BothSides conflict={conflict} document={document} /> : null}
    >
      {conflictWords(document, conflict, { me: me.user.id, manifests })}
    </Notice>
  )
}

function LostNotice({ lost, onDismiss }: { lost: LostChange; onDismiss: () => void }) {
  return (
    <Notice
      actions={
        <Button size="sm" onClick={onDismiss}>
          All right
        </Button>
      }
    >
      <b>{lost.words}</b> could not be kept{lost.author === null ? '' : `, because of what ${lost.author.name} changed`}
      . {lost.problem.message}
    </Notice>
  )
}

type NoticeProps = { children: ReactNode; actions?: ReactNode; below?: ReactNode }

function Notice({ children, actions, below }: NoticeProps) {
  return (
    <div
      role="alert"
      className="flex flex-none flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-b bg-attn-tint px-4 py-2"
    >
      <StateGlyph state="attention" size={14} className="flex-none" />
      <p className="min-w-0 flex-1">{children}</p>
      <span className="flex flex-none items-center gap-2">{actions}</span>
      {below}
    </div>
  )
}
