import { router } from '../init.ts'
import { get } from './get.ts'

export const homeRouter = router({ get })
