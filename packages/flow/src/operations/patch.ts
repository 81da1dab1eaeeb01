import { succeed } from '../result.ts'
import { defineOperation } from './define-operation.ts'
import { patchDocument } from './patch-document.ts'

/**
 * A difference of two documents: what undo, import and restoring a version are made of. It is not checked as a whole,
 * since it must be able to bring back a draft with faults; `validate` tells of those.
 */
export const patch = defineOperation<'patch'>({
  apply: (document, difference) => succeed(patchDocument(document, difference)),
})
