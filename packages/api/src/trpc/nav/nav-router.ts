import { router } from '../init.ts'
import { counts } from './counts.ts'

export const navRouter = router({ counts })
