import { randomUUID } from 'node:crypto'
import { expandDelivery, type ParseDelivery } from '@patchbay/core/inbox/expand-delivery'
import { postponeDelivery } from '@patchbay/core/inbox/postpone-delivery'
import { sendDueMail } from '@patchbay/core/mail/send-due-mail'
import type { Database } from '@patchbay/db/database'
import { leaseDeliveries, purgeExpired } from '@patchbay/db/functions'
import { purgeSystemMail } from '@patchbay/db/mail-functions'
import { applySchedules } from '@patchbay/engine/apply-schedules'
import type { ActivityDependencies } from '@patchbay/engine/dependencies'
import { createParseDelivery } from '@patchbay/engine/parse-delivery'
import { reconcile } from '@patchbay/engine/reconcile'
import { createRunStarter } from '@patchbay/engine/start-runs'
import type { Logger } from '@patchbay/observability/logger'
import { createMailPort, mailSettingsOf } from './create-mail-port.ts'
import type { WorkerEnv } from './env.ts'
import { startLoop } from './loop.ts'
import { createPostToChannel } from './post-to-channel.ts'
import { startAlerts } from './start-alerts.ts'

type Client = Parameters<typeof createRunStarter>[1]

export type LoopDependencies = {
  db: Database
  client: Client
  deps: ActivityDependencies
  logger: Logger
  env: WorkerEnv
  /** Segments of runs that this worker is at just now. */
  segmentsInHand: () => number
}

const POLL_MS = 1_000
const BATCH = 20
/**
 * A run begins with a segment. More of them at once are no faster, they make each other late for the engine, which then
 * has them begun again; and a worker that dies cuts off every call that is under way. The rest stays queued.
 */
const MAX_SEGMENTS_IN_HAND = 50
const DELIVERY_LEASE_MS = 30_000
const KEYS_KEPT_DAYS = 180
/** That it was sent, to whom: what it said is forgotten at once. */
const MAIL_KEPT_DAYS = 30
const MAIL_POLL_MS = 5_000
const CANCEL_GRACE_MS = 30_000

/** Everything the worker does by itself, beside what Temporal hands it. */
export function startLoops({ db, client, deps, logger, env, segmentsInHand }: LoopDependencies): {
  /** By what is due, as the message says: `mail`, `alert`, or an event or a run. */
  wake(due: string): void
  stop(): Promise<void>
} {
  const failing = (what: string) => (error: unknown) => logger.error({ err: error }, what)
  const parse = createParseDelivery(deps)
  const startRuns = createRunStarter(db, client, (error, runId) =>
    logger.error({ err: error, runId }, 'A run was not started; its lease ends and it is tried again'),
  )

  const starting = startLoop(
    POLL_MS,
    async () => {
      // Each run that ends wakes this loop, so there is no need to ask again soon.
      const room = Math.min(BATCH, MAX_SEGMENTS_IN_HAND - segmentsInHand())
      return room > 0 && (await startRuns(room)) === room
    },
    failing('Runs were not started'),
  )
  const inbox = startLoop(
    POLL_MS,
    async () => {
      const leased = await takeIn({ db, parse, logger, deps })
      if (leased > 0) starting.wake()
      // Not only after a full batch: what was leased twice is leased alone, and others wait behind it.
      return leased > 0
    },
    failing('The inbox was not read'),
  )
  const schedules = startLoop(
    POLL_MS,
    async () => {
      await applySchedules(db, client, failing('A schedule was not brought up to date'))
      return false
    },
    failing('Schedules were not brought up to date'),
  )
  const reconciler = startLoop(
    Math.min(5_000, env.PATCHBAY_SILENT_RUN_MS),
    async () => {
      const done = await reconcile(db, client, {
        silentMs: env.PATCHBAY_SILENT_RUN_MS,
        cancelGraceMs: CANCEL_GRACE_MS,
        onError: failing('A run was not looked after'),
      })
      if (done.takenOver + done.cancelled > 0) logger.warn(done, 'Runs were looked after')
      if (done.takenOver > 0) starting.wake()
      return false
    },
    failing('Runs were not looked after'),
  )
  const retention = startLoop(
    3_600_000,
    async () => {
      const removed = await purgeExpired(db, {
        runDays: env.PATCHBAY_RETENTION_DAYS,
        keyDays: KEYS_KEPT_DAYS,
        batch: 500,
      })
      const mails = await purgeSystemMail(db, { days: MAIL_KEPT_DAYS, batch: 500 })
      return removed + mails > 0
    },
    failing('What is past its time was not removed'),
  )
  const mailPort = createMailPort(mailSettingsOf(env))
  const mail = startLoop(
    MAIL_POLL_MS,
    async () => {
      // Whoever looks at invites sees how far each has come.
      const told = (workspaceId: string | null) =>
        workspaceId === null ? undefined : deps.notify('patchbay_live', `${workspaceId}:member:mail`)
      return (await sendDueMail(db, mailPort, ({ workspaceId }) => told(workspaceId))) > 0
    },
    failing('Mail of Patchbay was not sent; it is tried again'),
  )
  const alerts = startAlerts({
    db,
    post: createPostToChannel({ readForConnection: deps.readSecret }),
    publicUrl: env.PATCHBAY_PUBLIC_URL,
    mail: mailSettingsOf(env).mode !== 'off',
    failing,
    onMail: () => mail.wake(),
  })
  const loops = [inbox, starting, schedules, reconciler, retention, mail, ...alerts.loops]
  return {
    wake(due) {
      // Events and runs are the many: they must not set off what is sent for people.
      if (due === 'mail') mail.wake()
      else if (due === 'alert') alerts.wakeSending()
      else {
        inbox.wake()
        starting.wake()
      }
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
  }
}

type Inbox = { db: Database; parse: ParseDelivery; logger: Logger; deps: ActivityDependencies }

async function takeIn({ db, parse, logger, deps }: Inbox): Promise<number> {
  const leaseId = randomUUID()
  const leased = await leaseDeliveries(db, { leaseId, limit: BATCH, ttlMs: DELIVERY_LEASE_MS })
  await Promise.all(
    leased.map(async ({ id, workspaceId, leaseCount }) => {
      try {
        await expandDelivery(db, { id, workspaceId, leaseId }, parse)
      } catch (error) {
        logger.error({ err: error, deliveryId: id, leaseCount }, 'A delivery was not unpacked; it is tried again')
        await postponeDelivery(db, { id, workspaceId, leaseId })
      }
      deps.notify('patchbay_live', `${workspaceId}:delivery:${id}`)
    }),
  )
  return leased.length
}
