import { router } from '../init.ts'
import { rename } from './rename.ts'

export const accountRouter = router({ rename })
