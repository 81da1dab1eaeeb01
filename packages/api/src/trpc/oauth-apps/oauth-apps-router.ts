import { router } from '../init.ts'
import { list } from './list.ts'
import { remove } from './remove.ts'
import { set } from './set.ts'

export const oauthAppsRouter = router({ list, remove, set })
