import type { Problem } from '@patchbay/flow/problem'
import { Field, type FieldControl } from '@patchbay/ui/field'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import type { ReactNode } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { useCalm } from '../mapping/use-calm.ts'
import { useFocusField } from './focus-field.ts'

export type FormFieldProps = {
  stepId: string
  /** Dotted as in a Problem. */
  path: string
  label: ReactNode
  required?: boolean
  help?: ReactNode
  aside?: ReactNode
  children: (control: FieldControl) => ReactNode
}

/** A setting that is not a mapping: its label, its control, and what is wrong with it. */
export function FormField({ stepId, path, label, required, help, aside, children }: FormFieldProps) {
  const problem = useFieldProblem(stepId, path)
  const calm = useCalm({ stepId, path }, problem, useFocusField() === path)
  const isWrong = problem?.severity === 'error' && !calm.isCalm
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it takes no input, it hears that the field was left
    <div data-field={path} className="min-w-0" onBlur={calm.onBlur}>
      <Field label={label} required={required} help={help} aside={aside} error={isWrong ? problem.message : undefined}>
        {children}
      </Field>
      {problem?.severity === 'warning' ? <Warning problem={problem} /> : null}
    </div>
  )
}

/** What is wrong with a part of the form that has no control of its own. */
export function ProblemLine({ stepId, path }: { stepId: string; path: string }) {
  const problem = useFieldProblem(stepId, path)
  if (problem === undefined) return null
  return problem.severity === 'warning' ? <Warning problem={problem} /> : <Wrong>{problem.message}</Wrong>
}

export function Wrong({ children, id }: { children: ReactNode; id?: string }) {
  return (
    <p id={id} className="mt-1 flex items-start gap-1.5 text-bad text-small">
      <span className="mt-[2.5px] flex-none">
        <StateGlyph state="failed" size={13} />
      </span>
      <span className="min-w-0">{children}</span>
    </p>
  )
}

function Warning({ problem }: { problem: Problem }) {
  return (
    <p className="mt-1 flex items-start gap-1.5 text-attn text-small">
      <span className="mt-[2.5px] flex-none">
        <StateGlyph state="attention" size={13} />
      </span>
      <span className="min-w-0">{problem.message}</span>
    </p>
  )
}

/** The worst of what is wrong with a field of a step; errors come first in the list. */
export function useFieldProblem(stepId: string, path: string): Problem | undefined {
  const { problems } = useEditorScope()
  return problems.find((problem) => problem.stepId === stepId && (problem.field ?? '') === path)
}
