import { router } from '../init.ts'
import { changeMemberRole } from './change-role.ts'
import { handOverTo } from './hand-over.ts'
import { keys } from './keys.ts'
import { list } from './list.ts'
import { remove } from './remove.ts'
import { roles } from './roles.ts'

export const membersRouter = router({ list, roles, changeRole: changeMemberRole, remove, keys, handOver: handOverTo })
