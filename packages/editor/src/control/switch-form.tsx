import { Button } from '@patchbay/ui/button'
import { IconButton } from '@patchbay/ui/icon-button'
import { Input } from '@patchbay/ui/input'
import { Plus, X } from 'lucide-react'
import { useMemo } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { ProblemLine } from '../inspector/field-problem.tsx'
import { OperandField } from '../mapping/operand-field.tsx'
import { useSources } from '../mapping/use-sources.ts'
import { type Switch, typedValue, withWay } from './switch-cases.ts'

export type SwitchFormProps = {
  stepId: string
  value: Switch
  onChange: (value: Switch, how: 'typed' | 'done') => void
}

/** One value is asked; each way stands for one that it may have. */
export function SwitchForm({ stepId, value, onChange }: SwitchFormProps) {
  const { mayEdit } = useEditorScope()
  const sources = useSources(stepId, 'cases')
  const { of, ways } = value
  const suggestions = useMemo(() => choicesOf(of, sources), [of, sources])
  return (
    <div className="grid grid-cols-1 gap-3">
      <div data-field="cases.0.condition.left">
        <span className="mb-1 block font-medium">By the value of</span>
        <OperandField
          label="The value that decides"
          value={of}
          sources={sources}
          type="unknown"
          suggestions={[]}
          wantsValue
          mayBeEmpty={false}
          onChange={(next) => onChange({ of: next, ways }, 'done')}
        />
      </div>
      <div className="grid grid-cols-[1fr_1fr_auto] items-start gap-x-2 gap-y-2">
        <span className="text-ink-3 text-small">If it is</span>
        <span className="text-ink-3 text-small">Then go</span>
        <span />
        {ways.map((way, index) => (
          <Row
            key={way.id}
            stepId={stepId}
            index={index}
            way={way}
            suggestions={suggestions}
            onWay={(next, how) => onChange({ of, ways: ways.with(index, next) }, how)}
            onRemove={ways.length > 1 ? () => onChange({ of, ways: ways.toSpliced(index, 1) }, 'done') : undefined}
          />
        ))}
      </div>
      {ways.map(({ id }, index) => (
        <ProblemLine key={id} stepId={stepId} path={`cases.${index}.condition`} />
      ))}
      {mayEdit ? (
        <div>
          <Button
            size="sm"
            icon={<Plus size={14} strokeWidth={1.75} aria-hidden="true" />}
            onClick={() => onChange(withWay(value), 'done')}
          >
            Add a value
          </Button>
        </div>
      ) : null}
    </div>
  )
}

type RowProps = {
  stepId: string
  index: number
  way: Switch['ways'][number]
  suggestions: readonly string[]
  onWay: (way: Switch['ways'][number], how: 'typed' | 'done') => void
  onRemove: (() => void) | undefined
}

function Row({ stepId, index, way, suggestions, onWay, onRemove }: RowProps) {
  const { mayEdit } = useEditorScope()
  const text = way.value === null ? '' : typeof way.value === 'object' ? JSON.stringify(way.value) : String(way.value)
  const listId = `${stepId}-values-${index}`
  const retype = (typed: string) => {
    const value = typedValue(typed, way.value)
    // The way is called by its value until somebody gives it another name.
    const follows = way.label === text || way.label === `Way ${index + 1}`
    onWay({ ...way, value, ...(follows ? { label: typed } : {}) }, 'typed')
  }
  return (
    <>
      <span data-field={`cases.${index}.condition`}>
        <Input
          aria-label={`Value ${index + 1}`}
          value={text}
          list={suggestions.length > 0 ? listId : undefined}
          readOnly={!mayEdit}
          onChange={(event) => retype(event.target.value)}
        />
        {suggestions.length > 0 ? (
          <datalist id={listId}>
            {suggestions.map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
        ) : null}
      </span>
      <span data-field={`cases.${index}.label`}>
        <Input
          aria-label={`Way ${index + 1}`}
          value={way.label}
          maxLength={200}
          readOnly={!mayEdit}
          onChange={(event) => onWay({ ...way, label: event.target.value }, 'typed')}
        />
        <ProblemLine stepId={stepId} path={`cases.${index}.label`} />
      </span>
      {onRemove === undefined || !mayEdit ? (
        <span />
      ) : (
        <IconButton
          label={`Remove ${way.label === '' ? `value ${index + 1}` : way.label}`}
          size="sm"
          className="mt-0.75"
          icon={<X size={14} strokeWidth={1.75} />}
          onClick={onRemove}
        />
      )}
    </>
  )
}

/** What the value can be, where its app lists it. */
function choicesOf(of: Switch['of'], { schemaOf }: ReturnType<typeof useSources>): string[] {
  const listed: unknown = of.kind === 'reference' ? schemaOf(of.ref)?.['enum'] : undefined
  return Array.isArray(listed) ? listed.flatMap((each: unknown) => (typeof each === 'string' ? [each] : [])) : []
}
