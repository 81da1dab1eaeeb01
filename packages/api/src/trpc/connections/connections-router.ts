import { router } from '../init.ts'
import { create } from './create.ts'
import { list } from './list.ts'
import { oauthStart } from './oauth-start.ts'
import { rename } from './rename.ts'
import { replaceSecretProcedure } from './replace-secret.ts'
import { revoke } from './revoke.ts'
import { setAccess } from './set-access.ts'
import { test } from './test.ts'

export const connectionsRouter = router({
  create,
  list,
  oauthStart,
  rename,
  replaceSecret: replaceSecretProcedure,
  revoke,
  setAccess,
  test,
})
