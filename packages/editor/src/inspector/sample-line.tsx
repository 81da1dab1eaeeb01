import { Menu } from '@patchbay/ui/menu'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { ChevronDown, Pin } from 'lucide-react'
import type { EditorSample } from '../contract.ts'
import { useEditorScope } from '../editor-scope.tsx'

/** Which real event the previews below are made of, and the way to another. */
export function SampleLine() {
  const { samples, host } = useEditorScope()
  const { chosen, recent, loading } = samples
  if (chosen === null) {
    if (loading) return <div className="ui-late h-8 rounded-2 bg-surface-2" aria-hidden="true" />
    return (
      <p className="rounded-2 bg-surface-2 px-2.5 py-1.5 text-ink-3 text-small">
        No event has come in yet. Once one has, each field shows what it becomes.
      </p>
    )
  }
  return (
    <div className="flex min-h-8 items-center justify-between gap-2 rounded-2 bg-surface-2 pr-1.5 pl-2.5 text-small">
      <span className="flex min-w-0 gap-1.5">
        <span className="flex-none text-ink-3">Previews use</span>
        <b className="truncate font-medium">{chosen.label}</b>
        <span className="flex-none text-ink-3">
          <RelativeTime at={chosen.at} />
        </span>
      </span>
      <Menu
        align="end"
        trigger={
          <button
            type="button"
            className="inline-flex h-6 flex-none items-center gap-0.75 rounded-1 px-1 font-medium text-signal hover:bg-shade"
          >
            Change
            <span className="sr-only"> the sample</span>
            <ChevronDown size={12} strokeWidth={1.75} aria-hidden="true" />
          </button>
        }
        items={withChosen(recent, chosen).map((sample) => ({
          label: (
            <span className="flex items-center gap-2">
              <span className="min-w-0 flex-1 truncate">{sample.label}</span>
              <span className="flex-none text-ink-3 text-small">
                <RelativeTime at={sample.at} />
              </span>
              {sample.pinned ? <Pin size={12} strokeWidth={1.75} aria-label="saved" /> : null}
            </span>
          ),
          checked: sample.id === chosen.id,
          onSelect: () => host.chooseSample(sample.id),
        }))}
      />
    </div>
  )
}

function withChosen(recent: readonly EditorSample[], chosen: EditorSample): readonly EditorSample[] {
  return recent.some(({ id }) => id === chosen.id) ? recent : [chosen, ...recent]
}
