import { router } from '../init.ts'
import { create } from './create.ts'
import { elsewhere } from './elsewhere.ts'
import { list } from './list.ts'
import { open } from './open.ts'

export const workspacesRouter = router({ create, elsewhere, list, open })
