import type { DatabaseSync } from 'node:sqlite'
import { createLedger, type SimHost, type SimStore } from '@patchbay/connector-sdk/simulator'
import { type SetupRequest, type ShopEvents, setupRequest, shopEvents } from './control-schema.ts'
import type { Outbox } from './outbox.ts'
import { clearWorkspace, createSimStore } from './sim-store.ts'
import { type SimulatorId, simulatorIds } from './simulators.ts'

/** What belongs to the sandbox itself, beside the simulators' state. */
const OWN = '$sandbox'
const SETUP = 'setup'

/** How long an event is held so that the next one overtakes it. */
const OVERTAKE_MS = 1_500

export type Workspace = {
  id: string
  hostOf: (simulator: SimulatorId) => SimHost
  /** The sandbox's own notes. */
  own: SimStore
  setup: () => SetupRequest
  saveSetup: (setup: SetupRequest) => void
  shopEvents: () => ShopEvents
  saveShopEvents: (wish: ShopEvents) => void
  ledgerOf: (simulator: SimulatorId) => ReturnType<typeof createLedger>
  /** Forgets orders, mail, faults and ledgers; knows on where events go. */
  clear: () => void
}

export type Workspaces = { get: (id: string) => Workspace }

export function isWorkspaceId(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(text)
}

export function createWorkspaces(db: DatabaseSync, outbox: Outbox): Workspaces {
  // Stores hold prepared statements, so each is made once.
  const known = new Map<string, Workspace>()
  return {
    get: (id) => {
      const found = known.get(id) ?? openWorkspace(db, outbox, id)
      known.set(id, found)
      return found
    },
  }
}

/** Where events of a simulator go, read from disk: events are sent after a restart too. */
export function sourceUrl(db: DatabaseSync, workspace: string, simulator: string): string | null {
  return readSetup(createSimStore(db, workspace, OWN)).sources[simulator]?.url ?? null
}

function openWorkspace(db: DatabaseSync, outbox: Outbox, id: string): Workspace {
  const own = createSimStore(db, id, OWN)
  const now = () => new Date()
  const stores = new Map(simulatorIds.map((simulator) => [simulator, createSimStore(db, id, simulator)]))
  const storeOf = (simulator: SimulatorId): SimStore => stores.get(simulator) ?? createSimStore(db, id, simulator)
  const readShopEvents = () => shopEvents.parse(own.get('faults', 'shop-events') ?? {})
  return {
    id,
    own,
    setup: () => readSetup(own),
    saveSetup: (setup) => own.put(SETUP, SETUP, setup),
    shopEvents: readShopEvents,
    saveShopEvents: (wish) => own.put('faults', 'shop-events', wish),
    ledgerOf: (simulator) => createLedger(storeOf(simulator), now),
    clear: () => clearWorkspace(db, id, { simulator: OWN, collection: SETUP }),
    hostOf: (simulator) => ({
      store: storeOf(simulator),
      now,
      webhookSecret: readSetup(own).sources[simulator]?.secret ?? null,
      deliver: (delivery) => {
        const wish = simulator === 'shopify' ? readShopEvents() : shopEvents.parse({})
        const delayMs = wish.delayMs + (wish.outOfOrder && isHeldBack(own) ? OVERTAKE_MS : 0)
        const event = { workspace: id, simulator, delivery, delayMs }
        outbox.add(event)
        if (wish.duplicate) outbox.add(event)
      },
    }),
  }
}

function readSetup(own: SimStore): SetupRequest {
  return setupRequest.parse(own.get(SETUP, SETUP) ?? { sources: {} })
}

/** Every second event. */
function isHeldBack(own: SimStore): boolean {
  const held = own.get('faults', 'next-is-held') !== false
  own.put('faults', 'next-is-held', !held)
  return held
}
