import { router } from '../init.ts'
import { get } from './get.ts'
import { list } from './list.ts'
import { planReplayProcedure } from './plan-replay.ts'
import { replay } from './replay.ts'

export const deliveriesRouter = router({ get, list, planReplay: planReplayProcedure, replay })
