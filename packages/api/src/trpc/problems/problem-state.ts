import { z } from 'zod'

export const problemState = z.enum(['open', 'mending', 'resolved', 'dismissed'])
export const causeId = z.string().regex(/^[0-9a-f]{32}$/)
