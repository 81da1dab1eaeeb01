import { router } from '../init.ts'
import { choices } from './choices.ts'
import { exportLog } from './export.ts'
import { list } from './list.ts'

export const auditRouter = router({ choices, export: exportLog, list })
