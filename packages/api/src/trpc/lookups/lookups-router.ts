import { router } from '../init.ts'
import { options } from './options.ts'

export const lookupsRouter = router({ options })
