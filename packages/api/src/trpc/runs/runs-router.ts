import { router } from '../init.ts'
import { again } from './again.ts'
import { cancel } from './cancel.ts'
import { get } from './get.ts'
import { list } from './list.ts'
import { log } from './log.ts'
import { retry } from './retry.ts'
import { stepData } from './step-data.ts'

export const runsRouter = router({ again, cancel, get, list, log, retry, stepData })
