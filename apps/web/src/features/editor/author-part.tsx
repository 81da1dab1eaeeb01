'use client'

import { useEditorScope } from '@patchbay/editor/editor-scope'
import { StepIcon } from '@patchbay/editor/step-icon'
import { Avatar } from '@patchbay/ui/avatar'
import { Checkbox } from '@patchbay/ui/checkbox'
import { RelativeTime } from '@patchbay/ui/relative-time'
import type { AuthorChanges, DraftChange } from '../../trpc/types.ts'
import { connectorOf } from '../run/connector-of.ts'
import { counted, listed } from '../shared/words.ts'
import { ChangeWords, KindPill } from './change-words.tsx'
import { broughtBy } from './publish-choice.ts'

export type AuthorPartProps = {
  author: AuthorChanges
  all: readonly DraftChange[]
  /** Ticked by the person; what these need is ticked along. */
  asked: ReadonlySet<string>
  chosen: ReadonlySet<string>
  onTick: (ids: readonly string[], on: boolean) => void
}

/** One person's changes: a line to tick all of them, then each. */
export function AuthorPart({ author, all, asked, chosen, onTick }: AuthorPartProps) {
  const ids = author.changes.map(({ id }) => id)
  const ticked = ids.filter((id) => chosen.has(id)).length
  const name = author.you ? 'You' : author.name
  const checked = ticked === 0 ? false : ticked === ids.length ? true : 'some'
  return (
    <section aria-label={name}>
      <div className="flex min-h-10 items-center gap-2.5 border-line border-y bg-surface-2 px-6 py-1.5 text-ui first:border-t-0">
        <Checkbox checked={checked} onCheckedChange={(on) => onTick(ids, on === true)} label={`All changes: ${name}`} />
        <Avatar name={author.name} size={22} />
        <b className="font-medium">{name}</b>
        <span className="min-w-0 flex-1 truncate text-ink-3 text-small">
          {counted(ids.length, 'change')}
          {author.you || author.lastAt === null ? null : (
            <>
              , the last <RelativeTime at={author.lastAt} />
            </>
          )}
        </span>
        {author.you || author.id === null || ticked > 0 ? null : (
          <span className="text-ink-2 text-small">Tick to publish them too</span>
        )}
      </div>
      <ul>
        {author.changes.map((change) => (
          <ChangeLine
            key={change.id}
            change={change}
            ticked={chosen.has(change.id)}
            because={broughtBy(change.id, all, asked).flatMap(
              (id) => all.find((each) => each.id === id)?.stepName ?? [],
            )}
            onTick={(on) => onTick([change.id], on)}
          />
        ))}
      </ul>
    </section>
  )
}

type LineProps = { change: DraftChange; ticked: boolean; because: string[]; onTick: (on: boolean) => void }

function ChangeLine({ change, ticked, because, onTick }: LineProps) {
  const { document } = useEditorScope()
  const step = document.steps.find(({ id }) => id === change.stepId)
  return (
    <li className="flex items-start gap-3 border-line border-b px-6 py-2.5 text-ui">
      <span className="pt-0.5">
        <Checkbox
          checked={ticked}
          onCheckedChange={(on) => onTick(on === true)}
          label={`${change.stepName}: ${change.now}`}
        />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          {step === undefined ? null : <StepIcon step={step} connector={connectorOf(step)} size={18} />}
          <b className="min-w-0 flex-1 truncate font-semibold">{change.stepName}</b>
          <KindPill kind={change.kind} />
        </p>
        <ChangeWords now={change.now} before={change.before} />
        {change.alsoBy.length === 0 ? null : (
          <p className="text-ink-3 text-small">{listed(change.alsoBy)} worked on this before.</p>
        )}
        {ticked && because.length > 0 ? (
          <p className="text-ink-3 text-small">Goes along, since “{listed([...new Set(because)], 2)}” needs it.</p>
        ) : null}
      </div>
    </li>
  )
}
