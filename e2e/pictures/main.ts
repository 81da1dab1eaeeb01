import { type OpenStack, openStack } from '../support/open-stack.ts'
import { openStudio, ROW, type Studio } from './open-studio.ts'
import type { Scene } from './scene.ts'
import { controlScenes } from './scenes/control-scenes.ts'
import { dataScenes } from './scenes/data-scenes.ts'
import { failureScenes } from './scenes/failure-scenes.ts'
import { runScenes } from './scenes/run-scenes.ts'
import { startScenes } from './scenes/start-scenes.ts'
import { steeringScenes } from './scenes/steering-scenes.ts'

/** Values above this are refused, so that a small one can show how that looks. */
const MAX_VALUE_MB = '1'

const scenes: Scene[] = [
  ...controlScenes,
  ...startScenes,
  ...failureScenes,
  ...dataScenes,
  ...runScenes,
  ...steeringScenes,
]

const startedAt = performance.now()
const tell = (line: string) =>
  process.stdout.write(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${line}\n`)

const asked = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const unknown = asked.find((word) => scenes.every(({ name }) => !name.startsWith(word)))
if (unknown !== undefined) {
  process.stderr.write(`There is no picture "${unknown}". Choose from ${scenes.map(({ name }) => name).join(', ')}.\n`)
  process.exit(2)
}
const chosen = scenes.filter(({ name }) => asked.length === 0 || asked.some((word) => name.startsWith(word)))
const open = await openStack('pictures', { PATCHBAY_MAX_VALUE_MB: MAX_VALUE_MB }, { web: true })
let stopping: Promise<void> | null = null
const stop = () => {
  stopping ??= open.close({ keepData: false })
  return stopping
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stop().finally(() => process.exit(130)))
}
let wrong = 1
try {
  tell('stack ready')
  wrong = await takeAll(open)
} finally {
  await stop()
}
process.exit(wrong === 0 ? 0 : 1)

/** One picture that fails leaves the others; answers how much went wrong. */
async function takeAll(stack: OpenStack): Promise<number> {
  const studio = await openStudio(stack)
  const failed: string[] = []
  try {
    for (const scene of chosen) {
      const words = await take(studio, scene)
      tell(`${scene.name}${words === null ? '' : `: ${words}`}`)
      if (words !== null) failed.push(scene.name)
    }
  } finally {
    await studio.close()
  }
  for (const violation of studio.violations) process.stdout.write(`axe: ${violation}\n`)
  if (failed.length > 0) process.stdout.write(`Not taken: ${failed.join(', ')}\n`)
  return failed.length + studio.violations.length
}

async function take(studio: Studio, scene: Scene): Promise<string | null> {
  try {
    await studio.page.setViewportSize(ROW)
    await scene.take(studio)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
