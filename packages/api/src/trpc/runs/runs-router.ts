import { router } from '../init.ts'
import { again } from './again.ts'
import { cancel } from './cancel.ts'
import { get } from './get.ts'
import { item } from './item.ts'
import { items } from './items.ts'
import { list } from './list.ts'
import { log } from './log.ts'
import { pause } from './pause.ts'
import { planAgainProcedure } from './plan-again.ts'
import { planRetryProcedure } from './plan-retry.ts'
import { resume } from './resume.ts'
import { retry } from './retry.ts'
import { stepData } from './step-data.ts'
import { stepHistory } from './step-history.ts'

export const runsRouter = router({
  again,
  cancel,
  get,
  item,
  items,
  list,
  log,
  pause,
  planAgain: planAgainProcedure,
  planRetry: planRetryProcedure,
  resume,
  retry,
  stepData,
  stepHistory,
})
