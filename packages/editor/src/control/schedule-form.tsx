import type { Overlap, Trigger } from '@patchbay/flow/document'
import { Select } from '@patchbay/ui/select'
import { useState } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { FormField, ProblemLine } from '../inspector/field-problem.tsx'
import { InlineDuration, InlineSelect, Sentence } from '../inspector/sentence.tsx'
import { NextTimes } from './next-times.tsx'
import { changeKind, type Recurrence, type RecurrenceKind, toRecurrence, toSchedule } from './recurrence.ts'
import { RecurrenceFields } from './recurrence-fields.tsx'
import type { PutTrigger } from './trigger-form-types.ts'

export type ScheduleFormProps = { stepId: string; trigger: Trigger & { type: 'schedule' }; put: PutTrigger }

/** When the flow starts by the clock, and what happens where two times meet or one is missed. */
export function ScheduleForm({ stepId, trigger, put }: ScheduleFormProps) {
  const { mayEdit, workspace } = useEditorScope()
  const { schedule } = trigger
  const timeZone = schedule.kind === 'cron' ? schedule.timeZone : workspace.timeZone
  // An expression that could be said in words stays one for whoever chose to write it.
  const [isExpert, setIsExpert] = useState(false)
  const said = toRecurrence(schedule)
  const recurrence = isExpert && schedule.kind === 'cron' ? changeKind(said, 'cron') : said
  const set = (next: Recurrence, how: 'typed' | 'done', zone = timeZone) =>
    put({ ...trigger, schedule: toSchedule(next, zone) }, how)
  return (
    <>
      <FormField stepId={stepId} path="trigger.schedule" label="How often">
        {(control) => (
          <Select
            {...control}
            value={recurrence.kind}
            disabled={!mayEdit}
            options={KINDS}
            onValueChange={(kind) => {
              setIsExpert(kind === 'cron')
              set(changeKind(kind === 'cron' ? said : recurrence, kind), 'done')
            }}
          />
        )}
      </FormField>
      <RecurrenceFields
        stepId={stepId}
        recurrence={recurrence}
        timeZone={timeZone}
        onRecurrence={set}
        onTimeZone={(zone) => set(recurrence, 'done', zone)}
      />
      <NextTimes schedule={schedule} timeZone={timeZone} />
      <div className="border-line border-t pt-2">
        <Sentence>
          If the run before is still going when a time comes,{' '}
          {/* The full stop goes to the next line with what it ends, never alone. */}
          <span className="whitespace-nowrap">
            <InlineSelect
              label="When the run before is still going"
              value={trigger.overlap}
              disabled={!mayEdit}
              options={OVERLAPS}
              onChange={(overlap) => put({ ...trigger, overlap }, 'done')}
            />
            .
          </span>
        </Sentence>
        <CatchUp stepId={stepId} trigger={trigger} put={put} />
      </div>
    </>
  )
}

function CatchUp({ stepId, trigger, put }: ScheduleFormProps) {
  const { mayEdit } = useEditorScope()
  const { catchUpWindowMs } = trigger
  return (
    <div data-field="trigger.catchUpWindowMs">
      <Sentence>
        Times missed in an outage{' '}
        <InlineSelect
          label="Times missed in an outage"
          value={catchUpWindowMs === 0 ? 'skip' : 'makeUp'}
          disabled={!mayEdit}
          options={[
            { value: 'makeUp', label: 'are made up for' },
            { value: 'skip', label: 'are left out' },
          ]}
          onChange={(way) => put({ ...trigger, catchUpWindowMs: way === 'skip' ? 0 : 3_600_000 }, 'done')}
        />
        {catchUpWindowMs === 0 ? (
          '.'
        ) : (
          <>
            {' '}
            when no older than{' '}
            <InlineDuration
              label="How old a missed time may be"
              valueMs={catchUpWindowMs}
              units={['min', 'h', 'days']}
              disabled={!mayEdit}
              onChange={(next) => put({ ...trigger, catchUpWindowMs: next }, 'typed')}
            />
            .
          </>
        )}
      </Sentence>
      <ProblemLine stepId={stepId} path="trigger.catchUpWindowMs" />
    </div>
  )
}

const KINDS: { value: RecurrenceKind; label: string; help?: string }[] = [
  { value: 'every', label: 'Every few minutes or hours' },
  { value: 'daily', label: 'Every day' },
  { value: 'weekdays', label: 'Every weekday', help: 'Monday to Friday' },
  { value: 'weekly', label: 'Every week' },
  { value: 'monthly', label: 'Every month' },
  { value: 'cron', label: 'By a cron expression', help: 'For experts' },
]

const OVERLAPS: { value: Overlap; label: string }[] = [
  { value: 'skip', label: 'leave that time out' },
  { value: 'queue', label: 'start when it is done' },
  { value: 'start', label: 'start all the same, both at once' },
]
