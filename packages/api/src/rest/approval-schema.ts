import { z } from '@hono/zod-openapi'
import { anyJson, date, id, Named, orNull } from './schema-parts.ts'

const FormField = z.object({
  name: z.string(),
  label: z.string(),
  type: z.enum(['text', 'number', 'boolean', 'date', 'choice']),
  required: z.boolean().openapi({ description: 'For `approved`; who refuses need not fill it in.' }),
  choices: z.array(z.string()).optional(),
})

/** A question that a run has put to people, as the public API gives it. */
export const Approval = z
  .object({
    id,
    runId: id,
    stepName: z.string(),
    flow: Named,
    subject: orNull(z.string()),
    state: z.enum(['open', 'decided', 'expired', 'withdrawn']),
    question: z.string(),
    facts: z.array(z.object({ label: z.string(), value: z.string() })),
    form: z.array(FormField),
    asked: z
      .array(z.object({ userId: id, name: z.string() }))
      .openapi({ description: 'Whose answer counts; admins and owners can answer as well.' }),
    mayDecide: z.boolean().openapi({ description: 'Whether this key may answer now.' }),
    askedAt: date,
    deadlineAt: date,
    verdict: orNull(z.enum(['approved', 'refused'])),
    decidedBy: orNull(z.string()).openapi({ description: 'A person’s name, or “Back office (API key)”.' }),
    decidedAt: orNull(date),
    note: orNull(z.string()),
    answers: z.record(z.string(), anyJson),
  })
  .openapi('Approval')
