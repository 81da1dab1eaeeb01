import { type PostToChannel, sendAlertMessages } from '@patchbay/core/alerts/send-alert-messages'
import { tellOfAlerts } from '@patchbay/core/alerts/tell-of-alerts'
import { purgeAlerts, raiseAlerts, raiseSilenceAlerts } from '@patchbay/db/alert-functions'
import type { Database } from '@patchbay/db/database'
import { takeTurn } from '@patchbay/db/payload-functions'
import { type Loop, startLoop } from './loop.ts'

const WATCH_MS = 5_000
const SILENCE_MS = 5 * 60_000
const SLACK_MS = 5_000
const SEND_MS = 5_000
const KEPT_DAYS = 90

export type AlertWork = {
  db: Database
  post: PostToChannel
  publicUrl: string
  mail: boolean
  failing: (what: string) => (error: unknown) => void
  /** Mail was queued. */
  onMail: () => void
}

export type Alerts = {
  loops: Loop[]
  /** A message to a channel is due. */
  wakeSending: () => void
}

/** Watches for what people are told of, writes the messages, and posts those for channels. */
export function startAlerts({ db, post, publicUrl, mail, failing, onMail }: AlertWork): Alerts {
  const sending = startLoop(
    SEND_MS,
    async () => (await sendAlertMessages(db, post)) > 0,
    failing('Alerts were not posted; they are tried again'),
  )
  const watching = startLoop(
    WATCH_MS,
    async () => {
      await raiseAlerts(db)
      const told = await tellOfAlerts(db, { publicUrl, mail }, failing('An alert was not told of; it is tried again'))
      if (told > 0) {
        sending.wake()
        onMail()
      }
      return told > 0
    },
    failing('Alerts were not looked after'),
  )
  const silence = startLoop(
    SILENCE_MS,
    async () => {
      // One look for all workers: it reads two weeks of every flow's runs.
      if (await takeTurn(db, 'silence', SILENCE_MS - SLACK_MS)) await raiseSilenceAlerts(db)
      return (await purgeAlerts(db, { days: KEPT_DAYS, batch: 500 })) > 0
    },
    failing('Flows that usually run were not looked after'),
  )
  return { loops: [watching, sending, silence], wakeSending: sending.wake }
}
