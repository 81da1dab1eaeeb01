import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'

/** Whose step a call is of, and of which pass of a loop or repeat. */
const Told = z.object({ mark: z.string(), step: z.string(), item: z.union([z.string(), z.number()]).optional() })

export type Effect = { mark: string; step: string; item: string; key: string | null }

export type Held = {
  /** Resolves once a call waits here; rejects when none has come in a long time. */
  asked: Promise<void>
  /** Lets those go that wait, and all that come. */
  open: () => void
}

type Hold = Held & { isOpen: boolean; applies: boolean; arrive: () => void; opened: Promise<void> }

export type Vendor = {
  origin: string
  effects: readonly Effect[]
  /** How often a step's effect was applied; of one item where that is said. */
  count: (of: { mark: string; step: string; item?: string }) => number
  /** Calls of the step wait until it is opened. `applied`: what they want is done before they wait. */
  hold: (of: { mark: string; step: string; item?: string }, how?: 'unapplied' | 'applied') => Held
  /** The next calls of the step are answered so, and nothing is applied; all of them where no number is given. */
  refuse: (of: { mark: string; step: string }, status: number, times?: number) => void
  /** Refuses no more. */
  relent: (of: { mark: string; step: string }) => void
  close: () => Promise<void>
}

/** A credential that begins like this is not taken. */
export const OLD_CREDENTIAL = 'old'
/** A path that gives more than fits into a row. */
export const LARGE_PATH = '/large'
const LARGE_BYTES = 300_000

/**
 * The vendor of every scene: it does what it is told once for each key, keeps account of it, and holds or refuses a
 * step's call where a scene wants that.
 */
export async function openVendor(): Promise<Vendor> {
  const effects: Effect[] = []
  const byKey = new Map<string, number>()
  const holds = new Map<string, Hold>()
  const refusals = new Map<string, { status: number; left: number }>()

  const apply = (told: z.infer<typeof Told>, key: string | null): number => {
    const known = key === null ? undefined : byKey.get(key)
    if (known !== undefined) return known
    const id = effects.push({ mark: told.mark, step: told.step, item: String(told.item ?? ''), key })
    if (key !== null) byKey.set(key, id)
    return id
  }

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://vendor')
    const body = await text(request)
    if (request.headers.authorization?.startsWith(OLD_CREDENTIAL)) return answer(response, 401, {})
    const reads = request.method === 'GET'
    const told = Told.parse(reads ? Object.fromEntries(url.searchParams) : JSON.parse(body))
    const place = `${told.mark}/${told.step}`
    const header = request.headers['idempotency-key']
    const key = typeof header === 'string' ? header : null
    const hold = holds.get(`${place}/${told.item ?? ''}`) ?? holds.get(place)
    const applied = hold?.applies === true && !reads ? apply(told, key) : null
    if (hold?.isOpen === false) {
      hold.arrive()
      await hold.opened
    }
    const refusal = refusals.get(place)
    if (refusal !== undefined && refusal.left > 0) {
      refusal.left -= 1
      return answer(response, refusal.status, { message: 'Refused by the scene' })
    }
    if (url.pathname === LARGE_PATH) return answer(response, 200, { large: 'x'.repeat(LARGE_BYTES) })
    const done = reads
      ? { count: effects.filter(({ mark }) => mark === told.mark).length }
      : { id: applied ?? apply(told, key) }
    return answer(response, 200, done)
  }

  const server = createServer((request, response) => {
    // A call that was cut off while it waited is over; whatever else goes wrong is the scene's own.
    handle(request, response).catch((error: unknown) => answer(response, 500, { message: String(error) }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    origin: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    effects,
    count: ({ mark, step, item }) =>
      effects.filter((one) => one.mark === mark && one.step === step && (item === undefined || one.item === item))
        .length,
    hold({ mark, step, item }, how = 'unapplied') {
      const hold = newHold(how === 'applied')
      holds.set([mark, step, item].filter((part) => part !== undefined).join('/'), hold)
      return hold
    },
    refuse: ({ mark, step }, status, times = Number.POSITIVE_INFINITY) =>
      void refusals.set(`${mark}/${step}`, { status, left: times }),
    relent: ({ mark, step }) => void refusals.delete(`${mark}/${step}`),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const ASKED_DEADLINE_MS = 150_000

function newHold(applies: boolean): Hold {
  const arrived = Promise.withResolvers<void>()
  // Some scenes wait for it elsewhere.
  arrived.promise.catch(() => undefined)
  const giveUp = () => arrived.reject(new Error(`No call came to a hold in ${ASKED_DEADLINE_MS / 1_000} s`))
  const deadline = setTimeout(giveUp, ASKED_DEADLINE_MS).unref()
  const opened = Promise.withResolvers<void>()
  const hold: Hold = {
    applies,
    isOpen: false,
    asked: arrived.promise,
    arrive() {
      clearTimeout(deadline)
      arrived.resolve()
    },
    opened: opened.promise,
    open() {
      hold.isOpen = true
      opened.resolve()
    },
  }
  return hold
}

function answer(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
