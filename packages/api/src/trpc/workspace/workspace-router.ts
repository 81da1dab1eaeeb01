import { router } from '../init.ts'
import { get } from './get.ts'
import { update } from './update.ts'

export const workspaceRouter = router({ get, update })
