import type { OpenStack } from '../../support/open-stack.ts'
import type { SignedEvent } from '../collect-events.ts'
import { answerScenes } from './answer-scenes.ts'
import { judgeScenes } from './judge-scenes.ts'
import type { Gun } from './open-target.ts'
import type { KillPoint } from './points/kill-point.ts'
import { SCENES } from './scenes.ts'
import { setStage } from './stage.ts'
import type { Vendor } from './vendor.ts'
import { openWorld, type World } from './world.ts'

/** Played at the same time: each sees the deaths of the others as well. */
const AT_ONCE = 8

/** Plays every scene once for each of its points, looks over all that they left behind, and answers with what is not as it is to be. */
export async function playScenes(
  target: { open: OpenStack; gun: Gun; vendor: Vendor; template: SignedEvent; shortHistories: Promise<void> },
  points: readonly KillPoint[],
  onDead: (point: KillPoint) => void,
): Promise<string[]> {
  const world = await openWorld(target, target)
  const over = new AbortController()
  const broken = answerScenes(world, over.signal).then(() =>
    Promise.reject(new Error('Nobody answers scenes any more')),
  )
  const playAll = async (): Promise<string[]> => {
    const findings: string[] = []
    const published = new Map<string, Promise<string>>()
    const waiting = inOrder(points)
    const player = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, point] = next
        const stage = { point, mark: `scene-${index}`, published, onDead: () => onDead(point) }
        findings.push(...(await play(world, stage)))
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, player))
    findings.push(...(await judgeScenes(world)))
    return findings
  }
  try {
    return await Promise.race([playAll(), broken])
  } finally {
    over.abort()
    await Promise.allSettled([broken])
    await world.close()
  }
}

/** As the scenes stand: those that take long come first. */
function inOrder(points: readonly KillPoint[]): [number, KillPoint][] {
  const scenes = Object.keys(SCENES)
  return [...points.entries()].toSorted(([, a], [, b]) => scenes.indexOf(a.scene) - scenes.indexOf(b.scene))
}

async function play(world: World, of: Parameters<typeof setStage>[1]): Promise<string[]> {
  const { point } = of
  const stage = setStage(world, of)
  try {
    const scene = SCENES[point.scene]
    if (scene === undefined) throw new Error(`There is no scene "${point.scene}"`)
    await scene(stage)
  } catch (error) {
    stage.findings.push(error instanceof Error ? `${error.message} ${error.cause ?? ''}` : String(error))
  } finally {
    await stage.close()
  }
  return stage.findings.map((finding) => `"${point.name}" (${of.mark}): ${finding}`)
}
