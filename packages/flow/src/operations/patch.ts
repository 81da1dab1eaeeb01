import { z } from 'zod'
import { edgeSchema, noteSchema, stepSchema } from '../document-schema.ts'
import { succeed } from '../result.ts'
import { defineOperation } from './define-operation.ts'
import { patchDocument } from './patch-document.ts'

const index = z.int().min(0)
const remove = z.array(edgeSchema.shape.id).max(2000)

/**
 * A difference of two documents: what undo, import and restoring a version are made of. It is not checked as a whole,
 * since it must be able to bring back a draft with faults; `validate` tells of those.
 */
export const patch = defineOperation({
  schema: z.strictObject({
    kind: z.literal('patch'),
    steps: z.strictObject({ remove, put: z.array(z.strictObject({ index, value: stepSchema })).max(500) }),
    edges: z.strictObject({ remove, put: z.array(z.strictObject({ index, value: edgeSchema })).max(2000) }),
    notes: z.strictObject({ remove, put: z.array(z.strictObject({ index, value: noteSchema })).max(200) }),
  }),
  apply: (document, difference) => succeed(patchDocument(document, difference)),
})
