import { router } from '../init.ts'
import { keep } from './keep.ts'
import { list } from './list.ts'
import { remove } from './remove.ts'
import { rename } from './rename.ts'

export const samplesRouter = router({ list, keep, rename, remove })
