import { randomUUID } from 'node:crypto'
import type { Client } from '@temporalio/client'
import { Pool } from 'pg'
import type { OpenStack } from '../../support/open-stack.ts'
import { waitFor } from '../../support/wait-for.ts'
import { type WiredCore, wireCore } from '../../support/wire-core.ts'
import type { SignedEvent } from '../collect-events.ts'
import { openEngine } from '../open-engine.ts'
import { type Clerk, openClerk } from './open-clerk.ts'
import type { Gun } from './open-target.ts'
import type { Vendor } from './vendor.ts'

/** A workspace of its own for the scenes, one vendor that all of them call, and a person who is asked. */
export type World = {
  open: OpenStack
  gun: Gun
  db: Pool
  core: WiredCore
  vendor: Vendor
  /** Does what people ask for; nobody aims at it. */
  clerk: Clerk
  /** One to be aimed at. */
  hire: () => Clerk
  temporal: Client
  /** The connection to the vendor. */
  http: string
  /** A shop's events: one as it was signed, and where they go. */
  shop: { connectionId: string; template: SignedEvent; secret: string; url: string }
  /** Resolves once a few hundred events are a long history to the engine. */
  shortHistories: Promise<void>
  /** One row, asked for until it is there. */
  find: <Row extends object>(what: string, text: string, values: unknown[], deadlineMs?: number) => Promise<Row>
  close: () => Promise<void>
}

const FIND_DEADLINE_MS = 60_000

const SHOP_SECRET = 'scenes-webhook-secret'

/** `template`: an event that the shop has signed. */
export async function openWorld(
  { open, gun, vendor }: { open: OpenStack; gun: Gun; vendor: Vendor },
  { template, shortHistories }: { template: SignedEvent; shortHistories: Promise<void> },
): Promise<World> {
  const { env } = open.stack
  const db = new Pool({ connectionString: open.adminUrl('patchbay'), max: 4 })
  const core = await wireCore(env, { sandbox: false })
  const http = await core.connect('http', { host: 'vendor.example' }, 'live')
  const connectionId = await core.connect('shopify', { webhookSecret: SHOP_SECRET })
  const sources = await db.query<{ address: string }>('SELECT address FROM source WHERE connection_id = $1', [
    connectionId,
  ])
  const url = `${open.stack.urls.ingress}/hooks/${sources.rows[0]?.address}`
  const userId = await addOwner(db, core.workspaceId)
  const desk = { CLERK_USER: userId, CLERK_WORKSPACE: core.workspaceId }
  const { NODE_OPTIONS: _preload, KILL_POINTS_DIR: _folder, ...unaimed } = gun.env
  const clerk = openClerk({ ...unaimed, ...desk })
  const engine = openEngine(env)
  return {
    ...{ open, gun, db, core, vendor, clerk, http, shortHistories },
    hire: () => openClerk({ ...gun.env, ...desk }),
    shop: { connectionId, template, secret: SHOP_SECRET, url },
    temporal: engine.client,
    find: (what, text, values, deadlineMs = FIND_DEADLINE_MS) =>
      waitFor(async () => (await db.query(text, values)).rows[0] ?? null, {
        what,
        deadlineMs,
        everyMs: 50,
      }),
    async close() {
      await clerk.close()
      await engine.close()
      await core.close()
      await db.end()
    },
  }
}

/** Whom approvals are put to. Accounts are the web app's, which is not here. */
async function addOwner(db: Pool, workspaceId: string): Promise<string> {
  const userId = randomUUID()
  const user = [userId, `clara-${userId}@example.com`]
  await db.query(`INSERT INTO "user" (id, name, email, email_verified) VALUES ($1, 'Clara', $2, true)`, user)
  await db.query(
    `INSERT INTO organization (id, name, slug) VALUES ($1::uuid, 'Scenes', $1::text) ON CONFLICT DO NOTHING`,
    [workspaceId],
  )
  await db.query(`INSERT INTO member (organization_id, user_id, role) VALUES ($1, $2, 'owner')`, [workspaceId, userId])
  return userId
}
