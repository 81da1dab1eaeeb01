import { router } from '../init.ts'
import { applyOperationsProcedure } from './apply-operations.ts'
import { archive } from './archive.ts'
import { callable } from './callable.ts'
import { changesSince } from './changes-since.ts'
import { compare } from './compare.ts'
import { create } from './create.ts'
import { createFromTemplateProcedure } from './create-from-template.ts'
import { documentation } from './documentation.ts'
import { draftChanges } from './draft-changes.ts'
import { duplicate } from './duplicate.ts'
import { exportProcedure } from './export.ts'
import { get } from './get.ts'
import { goLiveProcedure } from './go-live.ts'
import { goLivePlan } from './go-live-plan.ts'
import { importProcedure } from './import.ts'
import { importPlan } from './import-plan.ts'
import { list } from './list.ts'
import { presence } from './presence.ts'
import { publish } from './publish.ts'
import { rename } from './rename.ts'
import { replaceDraftProcedure } from './replace-draft.ts'
import { restore } from './restore.ts'
import { setEnabled } from './set-enabled.ts'
import { setFolder } from './set-folder.ts'
import { setWebhookSecretProcedure } from './set-webhook-secret.ts'
import { start } from './start.ts'
import { templates } from './templates.ts'
import { version } from './version.ts'
import { versions } from './versions.ts'

export const flowsRouter = router({
  applyOperations: applyOperationsProcedure,
  archive,
  callable,
  changesSince,
  compare,
  create,
  createFromTemplate: createFromTemplateProcedure,
  documentation,
  draftChanges,
  duplicate,
  export: exportProcedure,
  get,
  goLive: goLiveProcedure,
  goLivePlan,
  import: importProcedure,
  importPlan,
  list,
  presence,
  publish,
  rename,
  replaceDraft: replaceDraftProcedure,
  restore,
  setEnabled,
  setFolder,
  setWebhookSecret: setWebhookSecretProcedure,
  start,
  templates,
  version,
  versions,
})
