import { router } from '../init.ts'
import { me } from './me.ts'
import { status } from './status.ts'

export const peopleRouter = router({ me, status })
