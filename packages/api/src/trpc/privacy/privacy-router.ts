import { router } from '../init.ts'
import { confirm } from './confirm.ts'
import { list } from './list.ts'
import { pinSample } from './pin-sample.ts'
import { request } from './request.ts'
import { samples } from './samples.ts'
import { stop } from './stop.ts'
import { stored } from './stored.ts'

export const privacyRouter = router({ stored, list, request, confirm, stop, samples, pinSample })
