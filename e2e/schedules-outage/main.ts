import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { inheritedEnvironment, parseLocalStackEnv } from '@patchbay/local-stack/env'
import { type Stack, startStack } from '@patchbay/local-stack/stack'
import { Client } from 'pg'
import { findFreeBase } from '../support/open-stack.ts'
import { wireCore } from '../support/wire-core.ts'
import { judgePolicy, type Tick, type Verdict } from './judge-policy.ts'
import { outageFlow, POLICIES } from './outage-flow.ts'

/**
 * Nine flows that come round every ten seconds, one for each way to catch up and to overlap; everything is stopped for
 * three minutes and started again. The times are what is looked at, so this program takes its seven minutes.
 */
const BEFORE_MS = 35_000
const OUTAGE_MS = 180_000
/** Twenty runs of four seconds one after another, among the new ones of every ten seconds. */
const AFTER_MS = 170_000

const REPOSITORY = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const startedAt = performance.now()
const tell = (line: string) =>
  process.stdout.write(`${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s  ${line}\n`)

const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-outage-'))
const { DATABASE_URL: _d, PATCHBAY_APP_DATABASE_URL: _a, TEMPORAL_ADDRESS: _t, ...inherited } = inheritedEnvironment()
const settings = parseLocalStackEnv({
  ...inherited,
  PATCHBAY_PORT: String(await findFreeBase()),
  PATCHBAY_SANDBOX_URL: undefined,
})
const start = () => startStack({ repositoryDir: REPOSITORY, dataDir, settings, extraEnv: {}, web: false })

let stack: Stack = await start()
let passed = false
try {
  const flows = await publishAll(stack)
  tell(`${flows.length} schedules are live`)
  await pause(BEFORE_MS)
  const from = new Date()
  await stack.stop()
  tell('everything is stopped')
  await pause(Math.max(0, OUTAGE_MS - (Date.now() - from.getTime())))
  stack = await start()
  const back = new Date()
  tell(`everything is back, ${Math.round((back.getTime() - from.getTime()) / 1_000)} s later`)
  await pause(AFTER_MS)
  const verdicts: Verdict[] = []
  for (const { flowId, policy } of flows) {
    verdicts.push(judgePolicy(policy, await readTicks(stack, flowId), { from, back }))
  }
  process.stdout.write(`${tableOf(verdicts)}\n`)
  passed = verdicts.every(({ wrong }) => wrong.length === 0)
} finally {
  await stack.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
process.exit(passed ? 0 : 1)

async function publishAll(on: Stack) {
  const core = await wireCore(on.env, { sandbox: false })
  try {
    const flows = []
    for (const policy of POLICIES) {
      const name = `${policy.overlap}, ${policy.catchUpWindowMs / 1_000} s`
      flows.push({ policy, flowId: await core.publish(name, outageFlow(policy)) })
    }
    return flows
  } finally {
    await core.close()
  }
}

/** Every tick of a flow with the run that it led to, in the order they were planned. */
async function readTicks(on: Stack, flowId: string): Promise<Tick[]> {
  const client = new Client({ connectionString: on.env['DATABASE_URL'] ?? '' })
  await client.connect()
  try {
    const { rows } = await client.query<Tick>(
      `SELECT d.scheduled_for AS "scheduledFor", d.state, r.started_at AS "startedAt", r.finished_at AS "finishedAt"
       FROM delivery d LEFT JOIN run r ON r.delivery_id = d.id
       WHERE d.flow_id = $1 AND d.origin = 'schedule' ORDER BY d.scheduled_for`,
      [flowId],
    )
    return rows
  } finally {
    await client.end()
  }
}

function tableOf(verdicts: readonly Verdict[]): string {
  const head = ['catch up', 'overlap', 'due', 'came', 'ran', 'left out', 'at once', '']
  const rows = verdicts.map(({ policy, due, came, ran, leftOut, mostAtOnce, wrong }) => [
    `${policy.catchUpWindowMs / 1_000} s`,
    policy.overlap,
    ...[due, came, ran, leftOut, mostAtOnce].map(String),
    wrong.length === 0 ? 'as it should' : wrong.join('; '),
  ])
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell) => cell.padEnd(10))
        .join(' ')
        .trimEnd(),
    )
    .join('\n')
}
