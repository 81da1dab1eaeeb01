import { router } from '../init.ts'
import { end } from './end.ts'
import { endOthers } from './end-others.ts'
import { list } from './list.ts'

export const sessionsRouter = router({ end, endOthers, list })
