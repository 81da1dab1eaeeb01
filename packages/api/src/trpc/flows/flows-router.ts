import { router } from '../init.ts'
import { applyOperationsProcedure } from './apply-operations.ts'
import { create } from './create.ts'
import { get } from './get.ts'
import { list } from './list.ts'
import { publish } from './publish.ts'
import { replaceDraftProcedure } from './replace-draft.ts'
import { setEnabled } from './set-enabled.ts'
import { setWebhookSecretProcedure } from './set-webhook-secret.ts'
import { start } from './start.ts'

export const flowsRouter = router({
  applyOperations: applyOperationsProcedure,
  create,
  get,
  list,
  publish,
  replaceDraft: replaceDraftProcedure,
  setEnabled,
  setWebhookSecret: setWebhookSecretProcedure,
  start,
})
