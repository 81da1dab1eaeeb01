import { router } from '../init.ts'
import { create } from './create.ts'
import { list } from './list.ts'
import { replaceSecretProcedure } from './replace-secret.ts'
import { revoke } from './revoke.ts'
import { test } from './test.ts'

export const connectionsRouter = router({ create, list, replaceSecret: replaceSecretProcedure, revoke, test })
