import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { type OpenStack, openStack } from '../support/open-stack.ts'
import {
  describeCounts,
  describeEditor,
  describeEngine,
  describeIsolation,
  describeJourney,
  describeProfile,
  describeStored,
} from './describe-figures.ts'
import { measureEditor } from './editor.ts'
import { measureCounts } from './measure-counts.ts'
import { measureEngine } from './measure-engine.ts'
import { measureIsolation } from './measure-isolation.ts'
import { measureProfile } from './measure-profile.ts'
import { measureStoredRuns } from './measure-stored-runs.ts'
import { measureOrderJourney } from './order-journey.ts'
import { type Stub, startStub } from './start-stub.ts'

const SIZES = { answered: 1_000, backlog: 20_000 }
const STORED_RUNS = 100_000
const MEASURED_UNASKED = new Set(['engine', 'isolation', 'stored', 'journey'])
const FIGURES = new URL('figures/', import.meta.url)

/** `wrong`: what is not as it has to be; the bench then fails. */
type Measured = { text: string; figures: object; wrong?: string[] }

/** What can be measured, each on a new Patchbay of its own; the editor on the web app as it was last built. */
const benches: Record<string, () => Promise<Measured>> = {
  engine: async () => {
    const figures = await withStub((open, stub) => measureEngine(open, stub, SIZES))
    return { text: describeEngine(figures), figures }
  },
  isolation: async () => {
    const figures = await withStub(measureIsolation)
    return { text: describeIsolation(figures), figures }
  },
  stored: async () => {
    const figures = await onStack({}, (open) => measureStoredRuns(open, STORED_RUNS))
    return { text: describeStored(figures), figures }
  },
  journey: async () => {
    const figures = await onStack({}, measureOrderJourney)
    return { text: describeJourney(figures), figures }
  },
  counts: async () => {
    const figures = await withStub(measureCounts)
    return { text: describeCounts(figures), figures, wrong: figures.over }
  },
  profile: async () => {
    const figures = await withStub(measureProfile)
    return { text: describeProfile(figures), figures }
  },
  editor: async () => {
    const figures = await onStack({ web: true }, measureEditor)
    return { text: describeEditor(figures), figures }
  },
}

const asked = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const unknown = asked.find((name) => benches[name] === undefined)
if (unknown !== undefined) {
  process.stderr.write(`There is no bench "${unknown}". Choose from ${Object.keys(benches).join(', ')}.\n`)
  process.exit(2)
}
mkdirSync(FIGURES, { recursive: true })
for (const [name, measure] of Object.entries(benches)) {
  if (asked.length > 0 ? !asked.includes(name) : !MEASURED_UNASKED.has(name)) continue
  const { text, figures, wrong = [] } = await measure()
  const machine = { cores: cpus().length, model: cpus()[0]?.model ?? '', node: process.version }
  const kept = { measuredAt: new Date().toISOString(), machine, ...figures }
  writeFileSync(new URL(`${name}.json`, FIGURES), `${JSON.stringify(kept, null, 2)}\n`)
  process.stdout.write(`${text}\n\n`)
  for (const line of wrong) {
    process.stderr.write(`${line}\n`)
    process.exitCode = 1
  }
}
process.exit()

/** The HTTP connector's live connections go to a stub beside it. */
async function withStub<T>(measure: (open: OpenStack, stub: Stub) => Promise<T>): Promise<T> {
  const stub = await startStub()
  const extraEnv = { PATCHBAY_VENDOR_ORIGINS: JSON.stringify({ http: stub.origin }) }
  try {
    return await onStack({ extraEnv }, (open) => measure(open, stub))
  } finally {
    await stub.close()
  }
}

type Wish = { extraEnv?: Record<string, string>; web?: boolean }

async function onStack<T>({ extraEnv = {}, web = false }: Wish, measure: (open: OpenStack) => Promise<T>): Promise<T> {
  const open = await openStack('bench', extraEnv, { web })
  let stopping: Promise<void> | null = null
  const stop = () => {
    stopping ??= open.close({ keepData: false })
    return stopping
  }
  const interrupted = () => void stop().finally(() => process.exit(130))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted)
  try {
    return await measure(open)
  } finally {
    await stop()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted)
  }
}
