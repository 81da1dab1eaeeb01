import { router } from '../init.ts'
import { addChannel } from './add-channel.ts'
import { list } from './list.ts'
import { mute } from './mute.ts'
import { removeChannel } from './remove-channel.ts'
import { setMail } from './set-mail.ts'
import { settings } from './settings.ts'
import { tryChannel } from './try-channel.ts'
import { unmute } from './unmute.ts'

export const alertsRouter = router({ addChannel, list, mute, removeChannel, setMail, settings, tryChannel, unmute })
