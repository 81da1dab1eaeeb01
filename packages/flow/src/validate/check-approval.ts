import type { ApprovalStep } from '../document.ts'
import { checkForm } from './check-fields.ts'
import { checkMapping } from './check-mapping.ts'
import { checkSpan } from './check-range.ts'
import type { Validation } from './validation.ts'

/** That there is a question, somebody to ask, and an end to the waiting. */
export function checkApproval(validation: Validation, step: ApprovalStep): void {
  const { error } = validation
  const { approvers, deadlineMs, remindMs } = step
  checkMapping(
    validation,
    { field: 'question', label: 'The question', required: true, schema: { type: 'string' } },
    step.question,
  )
  step.facts.forEach(({ label, value }, index) => {
    const place = { field: `facts.${index}.value`, label: label === '' ? 'A fact' : `“${label}”` }
    checkMapping(validation, { ...place, required: false, schema: null }, value)
  })
  if (approvers.people.length === 0 && approvers.role === null)
    error('approvers_missing', 'approvers', 'Nobody is asked. Choose people, or a role whose members may answer.')
  else if (new Set(approvers.people).size < approvers.people.length)
    error('approver_duplicate', 'approvers.people', 'Somebody is asked twice. Take one of the two out.')
  else checkStillHere(validation, approvers)
  checkForm(validation, { form: step.form, at: 'form' })
  checkSpan(validation, { field: 'deadlineMs', label: 'The time to answer', value: deadlineMs })
  if (remindMs === null) return
  checkSpan(validation, { field: 'remindMs', label: 'The time until the reminder', value: remindMs })
  if (remindMs >= deadlineMs)
    error('reminder_late', 'remindMs', 'The reminder would come when the time to answer is over. Remind earlier.')
}

/** People leave. Whoever is left is asked; where nobody is, those who look after the workspace. */
function checkStillHere({ options, warn }: Validation, { people, role }: ApprovalStep['approvers']): void {
  if (options.people === undefined) return
  const here = new Set(options.people.map(({ id }) => id))
  const gone = people.filter((id) => !here.has(id)).length
  if (gone === 0) return
  const who = gone === 1 ? 'One of those who are asked is' : `${gone} of those who are asked are`
  const message =
    gone === people.length && role === null
      ? 'Nobody who is asked is a member of this workspace any more, so its owners and admins would be asked. Choose who is to answer.'
      : `${who} not a member of this workspace any more and will not be asked. Take them out, or choose somebody else.`
  warn('approver_gone', 'approvers.people', message)
}
