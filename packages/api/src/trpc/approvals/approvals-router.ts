import { router } from '../init.ts'
import { callers } from './callers.ts'
import { decide } from './decide.ts'
import { decideByLink } from './decide-by-link.ts'
import { get } from './get.ts'
import { list } from './list.ts'
import { look } from './look.ts'
import { ofRun } from './of-run.ts'

export const approvalsRouter = router({ callers, decide, decideByLink, get, list, look, ofRun })
