import { z } from 'zod'

/** Which part of the audit log is asked for. */
export const Filters = z.object({
  actorId: z.string().max(64).optional(),
  actions: z.array(z.string().max(64)).max(100).optional(),
  subjectKind: z.string().max(64).optional(),
  subjectId: z.string().max(64).optional(),
  from: z.date().optional(),
  to: z.date().optional(),
})
