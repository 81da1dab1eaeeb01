import type { Step } from '@patchbay/flow/document'
import { Button } from '@patchbay/ui/button'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { useEffect, useRef } from 'react'

type BeforeBoxProps = {
  /** What this step reads from and nobody has tried yet. */
  untried: readonly Step[]
  busy: boolean
  disabled: boolean
  /** Somebody asked to test the step: the way on is what they look for. */
  asked: boolean
  onTest: () => void
}

/** Tried alone the step would have holes where earlier steps give its values: they are tried with it by one press. */
export function BeforeBox({ untried, busy, disabled, asked, onTest }: BeforeBoxProps) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (asked) button.current?.focus()
  }, [asked])
  return (
    <section
      aria-label="Steps before it"
      className="mt-2.5 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-3 border border-line-2 bg-surface-2 px-3.5 py-3"
    >
      <StateGlyph state="queued" size={18} />
      <div className="min-w-[220px] flex-1">
        <h3 className="font-semibold text-ui">{untriedWords(untried)}</h3>
        <p>This step uses what {untried.length === 1 ? 'it gives' : 'they give'}: try it all with the same sample.</p>
      </div>
      <Button ref={button} loading={busy} disabled={disabled} className="max-md:w-full" onClick={onTest}>
        Test the steps before it too
      </Button>
    </section>
  )
}

function untriedWords(untried: readonly Step[]): string {
  const [first, second] = untried.map(({ name }) => `“${name}”`)
  if (untried.length > 2) return `${first} and ${untried.length - 1} more steps have given nothing yet.`
  return second === undefined ? `${first} has given nothing yet.` : `${first} and ${second} have given nothing yet.`
}
