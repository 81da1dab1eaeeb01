import { randomUUID } from 'node:crypto'
import { type Expansion, expandDelivery, type ParseDelivery } from '@patchbay/core/inbox/expand-delivery'
import { keepLease } from '@patchbay/core/inbox/keep-lease'
import { postponeDelivery } from '@patchbay/core/inbox/postpone-delivery'
import { sendDueMail } from '@patchbay/core/mail/send-due-mail'
import { sweepBlobs } from '@patchbay/core/payloads/sweep-blobs'
import type { EnginePort } from '@patchbay/core/ports/engine'
import { closeDueGathers } from '@patchbay/core/queue/close-due-gathers'
import type { Replaced } from '@patchbay/core/queue/replace-open'
import { carryOutCancel } from '@patchbay/core/runs/request-cancel'
import type { Database } from '@patchbay/db/database'
import { leaseDeliveries, purgeExpired } from '@patchbay/db/functions'
import { purgeGathers } from '@patchbay/db/gather-functions'
import { purgeSystemMail } from '@patchbay/db/mail-functions'
import { applySchedules } from '@patchbay/engine/apply-schedules'
import { createEnginePort } from '@patchbay/engine/client'
import type { ActivityDependencies } from '@patchbay/engine/dependencies'
import { createInputResolver } from '@patchbay/engine/input-resolver'
import { createParseDelivery } from '@patchbay/engine/parse-delivery'
import { reconcile } from '@patchbay/engine/reconcile'
import type { SegmentsInHand } from '@patchbay/engine/segments-in-hand'
import { createRunStarter } from '@patchbay/engine/start-runs'
import type { Logger } from '@patchbay/observability/logger'
import { createMailPort, mailSettingsOf } from './create-mail-port.ts'
import type { WorkerEnv } from './env.ts'
import { startLoop } from './loop.ts'
import { createPostToChannel } from './post-to-channel.ts'
import { startAlerts } from './start-alerts.ts'
import { startBulk } from './start-bulk.ts'
import { startErasures } from './start-erasures.ts'
import { startWaits } from './start-waits.ts'

type Client = Parameters<typeof createRunStarter>[1]

export type LoopDependencies = {
  db: Database
  client: Client
  deps: ActivityDependencies
  logger: Logger
  env: WorkerEnv
  hands: SegmentsInHand
}

const POLL_MS = 1_000
const BATCH = 20
const DELIVERY_LEASE_MS = 30_000
const KEYS_KEPT_DAYS = 180
/** That it was sent, to whom: what it said is forgotten at once. */
const MAIL_KEPT_DAYS = 30
const MAIL_POLL_MS = 5_000
const CANCEL_GRACE_MS = 30_000
/** A mail that is being sent as the worker is to stop has this long. It goes out again later, under the same id. */
const LAST_MAIL_MS = 3_000

/** Everything the worker does by itself, beside what Temporal hands it. */
export function startLoops({ db, client, deps, logger, env, hands }: LoopDependencies): {
  /** By what is due, as the message says: `mail`, `alert`, `approval`, `release`, `bulk`, `erasure`, or an event or a run. */
  wake(due: string): void
  /** Resolves once no run is being started any more. */
  stopStarting(): Promise<void>
  stop(): Promise<void>
} {
  const failing = (what: string) => (error: unknown) => logger.error({ err: error }, what)
  const parse = createParseDelivery(deps)
  const startRuns = createRunStarter(db, client, (error, runId) =>
    logger.error({ err: error, runId }, 'A run was not started; its lease ends and it is tried again'),
  )

  const engine = createEnginePort(client, failing('A run was not told; the reconciler tells it again'))

  const starting = startLoop(
    POLL_MS,
    async () => {
      const { more } = await startRuns(BATCH, hands)
      return more
    },
    failing('Runs were not started'),
  )
  hands.onRoom(() => starting.wake())
  const inbox = startLoop(
    POLL_MS,
    async () => {
      const { leased, alone } = await takeIn({ db, parse, logger, deps, engine })
      if (leased > 0) starting.wake()
      // What was leased twice is leased alone, and others wait behind it.
      return leased === BATCH || alone
    },
    failing('The inbox was not read'),
  )
  const gathers = startLoop(
    POLL_MS,
    async () => {
      const closed = await closeDueGathers(db, BATCH, failing('Gathered events were not run; they are tried again'))
      for (const { workspaceId, replaced } of closed)
        await tellReplaced({ db, engine, notify: deps.notify }, workspaceId, replaced)
      if (closed.length > 0) starting.wake()
      return closed.length === BATCH
    },
    failing('Gathered events were not looked at'),
  )
  const schedules = startLoop(
    POLL_MS,
    () => applySchedules(db, client, failing('A schedule was not brought up to date')),
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
      const gathered = await purgeGathers(db, 500)
      const blobs = await sweepBlobs(db, {
        batch: 100,
        onError: failing('A stored value was not removed; it is tried again'),
      })
      return removed + mails + gathered + blobs > 0
    },
    failing('What is past its time was not removed'),
  )
  const cutOff = new AbortController()
  const mailPort = createMailPort(mailSettingsOf(env), cutOff.signal)
  const mail = startLoop(
    MAIL_POLL_MS,
    async () => {
      // Whoever looks at invites sees how far each has come.
      const told = (workspaceId: string | null) =>
        workspaceId === null ? undefined : deps.notify('patchbay_live', `${workspaceId}:member:mail`)
      return sendDueMail(db, mailPort, ({ workspaceId, id, kind, to, tries }, outcome) => {
        told(workspaceId)
        if (outcome.ok) return
        // Most mail has no page that shows what became of it. Servers repeat the address: it is a person's.
        const reason = outcome.reason.replaceAll(to, '…')
        logger.warn(
          { mailId: id, kind, tries, again: outcome.again, reason },
          'A mail server did not take mail of Patchbay',
        )
      })
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
  const waits = startWaits({
    db,
    client,
    publicUrl: env.PATCHBAY_PUBLIC_URL,
    mail: mailSettingsOf(env).mode !== 'off',
    failing,
    onMail: () => mail.wake(),
  })
  const bulk = startBulk(db, { db, engine, notify: deps.notify, resolveInput: createInputResolver(deps) }, failing)
  const erasures = startErasures(db, failing('A person was not erased; it goes on where it stands'))
  const loops = [
    inbox,
    gathers,
    starting,
    schedules,
    reconciler,
    retention,
    mail,
    ...alerts.loops,
    ...waits.loops,
    ...bulk.loops,
    erasures,
  ]
  return {
    wake(due) {
      // Events and runs are the many: each sets off only what is its own.
      if (due === 'mail') mail.wake()
      else if (due === 'alert') alerts.wakeSending()
      else if (due === 'approval') waits.wakeAsking()
      else if (due === 'release') waits.wakeReleasing()
      else if (due === 'run') starting.wake()
      else if (due === 'bulk') bulk.wake()
      else if (due === 'erasure') erasures.wake()
      else inbox.wake()
    },
    stopStarting: () => starting.stop(),
    async stop() {
      const late = setTimeout(() => cutOff.abort(new Error('Patchbay was being stopped.')), LAST_MAIL_MS)
      await Promise.all(loops.map((loop) => loop.stop()))
      clearTimeout(late)
    },
  }
}

type Inbox = { db: Database; parse: ParseDelivery; logger: Logger; deps: ActivityDependencies; engine: EnginePort }

async function takeIn({ db, parse, logger, deps, engine }: Inbox): Promise<{ leased: number; alone: boolean }> {
  const leaseId = randomUUID()
  const leased = await leaseDeliveries(db, { leaseId, limit: BATCH, ttlMs: DELIVERY_LEASE_MS })
  await Promise.all(
    leased.map(async ({ id, workspaceId, leaseCount }) => {
      const target = { id, workspaceId, leaseId }
      const onError = (error: unknown) =>
        logger.warn({ err: error, deliveryId: id }, 'The lease of a delivery was not renewed; it is tried again')
      const kept = keepLease(db, target, { ttlMs: DELIVERY_LEASE_MS, onError })
      try {
        const done = await expandDelivery(db, target, parse)
        await tellRuns({ db, engine, notify: deps.notify }, workspaceId, done)
      } catch (error) {
        logger.error({ err: error, deliveryId: id, leaseCount }, 'A delivery was not unpacked; it is tried again')
        await kept.stop()
        await postponeDelivery(db, target, error)
      } finally {
        await kept.stop()
      }
      deps.notify('patchbay_live', `${workspaceId}:delivery:${id}`)
    }),
  )
  return { leased: leased.length, alone: leased.some(({ leaseCount }) => leaseCount > 1) }
}

/** Runs that an event has let go, or has taken the place of. Lost words are made good by the reconciler. */
async function tellRuns(
  ctx: { db: Database; engine: EnginePort; notify: ActivityDependencies['notify'] },
  workspaceId: string,
  done: Expansion,
): Promise<void> {
  if (done.outcome !== 'expanded') return
  for (const step of done.released ?? []) await ctx.engine.releaseStep(step)
  await tellReplaced(ctx, workspaceId, done.replaced ?? [])
}

async function tellReplaced(
  ctx: { db: Database; engine: EnginePort; notify: ActivityDependencies['notify'] },
  workspaceId: string,
  replaced: readonly Replaced[],
): Promise<void> {
  for (const { runId, cancelling } of replaced) await carryOutCancel(ctx, { workspaceId, runId }, cancelling)
}
