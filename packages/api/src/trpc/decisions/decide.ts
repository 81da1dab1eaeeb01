import { decide } from '@patchbay/core/runs/decide'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({
  id: z.uuid(),
  verdict: z.enum(['done', 'again']),
  answer: z.json().optional(),
  note: z.string().max(1000).optional(),
})

export const decideProcedure = procedure.input(Input).mutation(async ({ ctx, input }) =>
  unwrap(
    await decide(ctx.core, ctx.principal, {
      decisionId: input.id,
      verdict: input.verdict,
      answer: input.answer,
      note: input.note,
    }),
  ),
)
