import { Combobox } from '@patchbay/ui/combobox'
import { Input } from '@patchbay/ui/input'
import { Toggle } from '@patchbay/ui/toggle'
import { useMemo } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { FormField, ProblemLine } from '../inspector/field-problem.tsx'
import { InlineDuration, InlineSelect, Sentence } from '../inspector/sentence.tsx'
import { CronWords } from './next-times.tsx'
import { DAYS, ordinal, type Recurrence } from './recurrence.ts'

export type RecurrenceFieldsProps = {
  stepId: string
  recurrence: Recurrence
  timeZone: string
  onRecurrence: (recurrence: Recurrence, how: 'typed' | 'done') => void
  onTimeZone: (timeZone: string) => void
}

/** Time of day, days and zone, as far as the kind of recurrence has them. */
export function RecurrenceFields(props: RecurrenceFieldsProps) {
  const { stepId, recurrence, onRecurrence } = props
  const { mayEdit } = useEditorScope()
  if (recurrence.kind === 'every')
    return (
      <div data-field="trigger.schedule.everyMs">
        <Sentence>
          Every{' '}
          <InlineDuration
            label="Time between two starts"
            valueMs={recurrence.everyMs}
            units={['s', 'min', 'h', 'days']}
            disabled={!mayEdit}
            onChange={(everyMs) => onRecurrence({ kind: 'every', everyMs }, 'typed')}
          />
          , day and night.
        </Sentence>
        <ProblemLine stepId={stepId} path="trigger.schedule.everyMs" />
      </div>
    )
  return (
    <>
      {recurrence.kind === 'cron' ? <CronField {...props} expression={recurrence.expression} /> : null}
      {recurrence.kind === 'weekly' ? (
        <Weekdays days={recurrence.days} onDays={(days) => onRecurrence({ ...recurrence, days }, 'done')} />
      ) : null}
      {recurrence.kind === 'monthly' ? (
        <MonthDay day={recurrence.day} onDay={(day) => onRecurrence({ ...recurrence, day }, 'done')} />
      ) : null}
      <div className="grid grid-cols-2 items-start gap-3">
        {recurrence.kind === 'cron' ? null : (
          <FormField stepId={stepId} path="trigger.schedule.at" label="At">
            {(control) => (
              <Input
                {...control}
                type="time"
                required
                value={recurrence.at}
                readOnly={!mayEdit}
                onChange={(event) =>
                  event.target.value === ''
                    ? undefined
                    : onRecurrence({ ...recurrence, at: event.target.value }, 'typed')
                }
              />
            )}
          </FormField>
        )}
        <ZoneField {...props} />
      </div>
    </>
  )
}

function CronField({ stepId, expression, timeZone, onRecurrence }: RecurrenceFieldsProps & { expression: string }) {
  const { mayEdit } = useEditorScope()
  return (
    <FormField
      stepId={stepId}
      path="trigger.schedule.expression"
      label="Expression"
      help={<CronWords expression={expression} timeZone={timeZone} />}
    >
      {(control) => (
        <Input
          {...control}
          value={expression}
          placeholder="0 8 * * 1-5"
          spellCheck={false}
          autoComplete="off"
          readOnly={!mayEdit}
          className="[&>input]:font-mono"
          onChange={(event) => onRecurrence({ kind: 'cron', expression: event.target.value }, 'typed')}
        />
      )}
    </FormField>
  )
}

function Weekdays({ days, onDays }: { days: readonly number[]; onDays: (days: number[]) => void }) {
  const { mayEdit } = useEditorScope()
  const toggle = (day: number) => {
    const next = days.includes(day) ? days.filter((kept) => kept !== day) : [...days, day]
    if (next.length > 0) onDays(next)
  }
  return (
    <fieldset aria-label="Days of the week" className="flex gap-1">
      {[1, 2, 3, 4, 5, 6, 0].map((day) => (
        <Toggle
          key={day}
          label={DAYS[day] ?? ''}
          pressed={days.includes(day)}
          disabled={!mayEdit}
          onToggle={() => toggle(day)}
        >
          {DAYS[day]?.slice(0, 2)}
        </Toggle>
      ))}
    </fieldset>
  )
}

function MonthDay({ day, onDay }: { day: number | 'last'; onDay: (day: number | 'last') => void }) {
  const { mayEdit } = useEditorScope()
  return (
    <Sentence>
      On the{' '}
      <InlineSelect
        label="Day of the month"
        value={String(day)}
        disabled={!mayEdit}
        options={MONTH_DAYS}
        onChange={(next) => onDay(next === 'last' ? 'last' : Number(next))}
      />
      {typeof day === 'number' && day > 28 ? ' of months that have one.' : ' of the month.'}
    </Sentence>
  )
}

function ZoneField({ stepId, timeZone, onTimeZone }: RecurrenceFieldsProps) {
  const { mayEdit, workspace } = useEditorScope()
  const zones = useMemo(() => {
    const first = [workspace.timeZone, 'UTC']
    const rest = Intl.supportedValuesOf('timeZone').filter((zone) => !first.includes(zone))
    return [...first, ...rest].map((zone) => ({
      value: zone,
      label: zone.replaceAll('_', ' '),
      ...(zone === workspace.timeZone ? { help: 'The workspace’s' } : {}),
    }))
  }, [workspace.timeZone])
  return (
    <FormField stepId={stepId} path="trigger.schedule.timeZone" label="Time zone">
      {(control) => (
        <Combobox
          {...control}
          value={timeZone}
          valueLabel={timeZone.replaceAll('_', ' ')}
          options={zones}
          disabled={!mayEdit}
          searchPlaceholder="Search a city"
          empty="No such time zone."
          onValueChange={(zone) => (zone === null ? undefined : onTimeZone(zone))}
        />
      )}
    </FormField>
  )
}

const MONTH_DAYS = [
  ...Array.from({ length: 31 }, (_, index) => ({ value: String(index + 1), label: ordinal(index + 1) })),
  { value: 'last', label: 'last day' },
]
