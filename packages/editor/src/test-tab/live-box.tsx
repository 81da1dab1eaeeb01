import { Button } from '@patchbay/ui/button'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import type { LiveWarning } from './test-types.ts'

type LiveBoxProps = {
  live: LiveWarning
  busy: boolean
  onConfirm: () => void
  /** The other way: the sandbox, or not at all; null where there is none. */
  instead: { label: string; take: () => void } | null
}

/** What becomes real, before it does. Both ways on are plain: neither is the one Patchbay wants. */
export function LiveBox({ live, busy, onConfirm, instead }: LiveBoxProps) {
  return (
    <section
      aria-label="This would be real"
      className="mt-2.5 flex flex-wrap gap-x-3 gap-y-2 rounded-3 border border-attn-line bg-attn-tint px-3.5 py-3"
    >
      <StateGlyph state="attention" size={18} />
      <div className="min-w-[220px] flex-1">
        <h3 className="font-semibold text-ui">{live.title}</h3>
        <ul className="mt-0.5 flex flex-col">
          {live.lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </div>
      <div className="flex flex-none flex-col gap-1.5 max-md:w-full">
        <Button variant="equal" loading={busy} onClick={onConfirm}>
          {live.button}
        </Button>
        {instead === null ? null : (
          <Button variant="quiet" disabled={busy} onClick={instead.take}>
            {instead.label}
          </Button>
        )}
      </div>
    </section>
  )
}
