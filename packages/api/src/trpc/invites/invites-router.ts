import { router } from '../init.ts'
import { accept } from './accept.ts'
import { create } from './create.ts'
import { createLink } from './create-link.ts'
import { list } from './list.ts'
import { look } from './look.ts'
import { mine } from './mine.ts'
import { resend } from './resend.ts'
import { revoke } from './revoke.ts'

export const invitesRouter = router({ accept, create, createLink, list, look, mine, resend, revoke })
