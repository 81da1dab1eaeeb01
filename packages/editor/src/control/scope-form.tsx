import type { FlowDocument, ScopeStep, Step } from '@patchbay/flow/document'
import { withoutUndoOf } from '@patchbay/flow/without-undo'
import { RadioTiles } from '@patchbay/ui/radio-tiles'
import { Flag, Shield, Undo2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { type EditorScope, useEditorScope } from '../editor-scope.tsx'
import { UNDO } from '../flow-walk.ts'
import { ProblemLine, Wrong } from '../inspector/field-problem.tsx'
import { laneOf } from '../lanes.ts'
import type { LaneName } from '../layout-types.ts'

/** What becomes of what was done when a step of it fails, and in which order. */
export function ScopeForm({ step }: { step: ScopeStep }) {
  const scope = useEditorScope()
  const { document, apply, mayEdit } = scope
  const [refused, setRefused] = useState<string | null>(null)
  return (
    <>
      <div data-field="compensate">
        <h3 className="mb-1.5 font-medium">If a step in it fails</h3>
        <RadioTiles
          label="If a step in it fails"
          value={step.compensate ? 'undo' : 'leave'}
          disabled={!mayEdit}
          onValueChange={(way) => {
            const compensate = way === 'undo'
            const settings = { kind: 'scope', compensate } as const
            setRefused(apply({ kind: 'setSettings', stepId: step.id, settings })?.message ?? null)
          }}
          tiles={[
            { value: 'undo', label: 'Undo what was done', help: 'The last step first, each by its own undo' },
            { value: 'leave', label: 'Leave what was done', help: 'What has succeeded stays' },
          ]}
        />
        {refused === null ? null : <Wrong>{refused}</Wrong>}
        <ProblemLine stepId={step.id} path="compensate" />
      </div>
      <section aria-label="What happens, in order">
        <h3 className="mb-1.5 font-medium">What happens then, in order</h3>
        <ol className="m-0 grid list-none grid-cols-1 gap-2 p-0">
          {step.compensate ? (
            <Stage icon={<Undo2 {...icon} />} title="Undone, the last first">
              <Undos step={step} scope={scope} />
            </Stage>
          ) : null}
          <Stage icon={<Shield {...icon} />} title="If it fails">
            {laneSays(document, step.id, 'catch') ??
              'Nothing is set up: the failure goes on to what is around it. Drop steps on “If it fails” in the frame.'}
          </Stage>
          <Stage icon={<Flag {...icon} />} title="Always, at the end">
            {laneSays(document, step.id, 'finally') ?? 'Nothing is set up.'}
          </Stage>
        </ol>
        <p className="mt-2 text-ink-3 text-small">
          {document.steps.some((each) => each.parent === step.id && laneOf(each) === 'catch')
            ? 'With steps for “If it fails” the run then goes on below, as if nothing had happened.'
            : 'Then the run fails here, or takes the dashed cable of this frame.'}{' '}
          Who cancels a run says whether what it did is undone; nothing else runs then.
        </p>
      </section>
    </>
  )
}

const icon = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const

function Stage({ icon: mark, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <li className="flex gap-2 rounded-2 bg-surface-2 px-2.5 py-2">
      <span className="mt-0.5 flex-none text-ink-3">{mark}</span>
      <div className="min-w-0 flex-1">
        <b className="block font-medium">{title}</b>
        <div className="text-ink-2 text-small">{children}</div>
      </div>
    </li>
  )
}

function Undos({ step, scope }: { step: ScopeStep; scope: EditorScope }) {
  const lines = undoLines(step, scope)
  const isEmpty = !scope.document.steps.some(({ parent }) => parent === step.id)
  if (isEmpty) return 'Nothing stands in it yet.'
  if (lines.length === 0) return 'No step in it changes anything outside.'
  return (
    <ul className="m-0 grid list-none grid-cols-1 gap-0.5 p-0">
      {lines.map(({ id, words }) => (
        <li key={id}>{words}</li>
      ))}
    </ul>
  )
}

/** Of each write that is tried, however deep: what takes it back, or what happens without. */
function undoLines(step: ScopeStep, { document, manifests }: EditorScope): { id: string; words: string }[] {
  const undos = new Map(document.edges.flatMap(({ port, from, to }) => (port === UNDO ? [[from, to] as const] : [])))
  const taken = new Set(undos.values())
  return triedIn(document, step.id)
    .filter(({ id }) => !taken.has(id))
    .toReversed()
    .flatMap((each) => {
      const undo = document.steps.find(({ id }) => id === undos.get(each.id))
      if (undo !== undefined) return [{ id: each.id, words: `${each.name}: ${undo.name}` }]
      const action = each.kind === 'action' ? manifests[each.connector]?.actions[each.action] : undefined
      const own = each.kind === 'action' && action !== undefined ? withoutUndoOf(each, action) : null
      const way = each.kind === 'subflow' ? 'ask' : own
      if (way === null) return []
      return [{ id: each.id, words: `${each.name}: ${way === 'ask' ? 'a person is asked' : 'stays as it is'}` }]
    })
}

function triedIn(document: FlowDocument, parent: string): Step[] {
  return document.steps
    .filter((each) => each.parent === parent && laneOf(each) === 'try')
    .flatMap((each) => [each, ...triedIn(document, each.id)])
}

function laneSays(document: FlowDocument, parent: string, lane: LaneName): string | null {
  const names = document.steps.flatMap((each) => (each.parent === parent && laneOf(each) === lane ? [each.name] : []))
  return names.length === 0 ? null : names.join(', ')
}
