import { router } from '../init.ts'
import { get } from './get.ts'
import { list } from './list.ts'
import { start } from './start.ts'
import { stop } from './stop.ts'

export const bulkRouter = router({ get, list, start, stop })
