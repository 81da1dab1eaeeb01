import { router } from '../init.ts'
import { confirm } from './confirm.ts'
import { list } from './list.ts'
import { request } from './request.ts'
import { stop } from './stop.ts'
import { stored } from './stored.ts'

export const privacyRouter = router({ stored, list, request, confirm, stop })
