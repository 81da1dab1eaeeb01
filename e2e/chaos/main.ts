import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeResult, hasPassed } from './describe-result.ts'
import { strikePoints } from './kill-points/strike-points.ts'
import { openWiredStack } from './open-wired-stack.ts'
import { readOptions } from './read-options.ts'
import { runChaos } from './run-chaos.ts'

/** A run that nobody heard of for this long is looked after: short, so that a chaos run ends soon. */
const SILENT_RUN_MS = '5000'

const startedAt = performance.now()
const tell = (line: string) =>
  process.stdout.write(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${line}\n`)

const options = readOptions(process.argv.slice(2))
const extraEnv = { PATCHBAY_SILENT_RUN_MS: SILENT_RUN_MS }
if (options.killPoints) process.exit((await strikePoints(extraEnv, { ...options, tell })) ? 0 : 1)
const { open, wires, close } = await openWiredStack(extraEnv)
tell(`stack ready, data in ${open.dataDir}`)
let stopping: Promise<void> | null = null
const stop = (keepData: boolean) => {
  stopping ??= close({ keepData })
  return stopping
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stop(options.keep).finally(() => process.exit(130)))
}
// What went wrong is looked into with the data of the very run.
let passed = false
try {
  const result = await runChaos({ open, wires }, options, tell)
  passed = hasPassed(result)
  writeFileSync(join(open.dataDir, 'chaos-report.json'), `${JSON.stringify({ options, ...result }, null, 2)}\n`)
  process.stdout.write(`${describeResult(options, result)}\n`)
} finally {
  const keepData = options.keep || !passed
  await stop(keepData)
  if (keepData) process.stdout.write(`The data is kept in ${open.dataDir}\n`)
}
process.exit(passed ? 0 : 1)
