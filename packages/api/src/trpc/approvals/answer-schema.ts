import { z } from 'zod'

export const Answer = z.object({
  verdict: z.enum(['approved', 'refused']),
  answers: z.record(z.string().max(200), z.json()).default({}),
  note: z.string().max(2000).optional(),
})

export const Token = z.string().max(200)
