import type { Step } from '@patchbay/flow/document'
import { sentenceOf, sentenceText } from './edit/step-sentence.ts'
import { isAside } from './flow-walk.ts'
import type { ContainerKind } from './layout-types.ts'
import type { Manifests } from './manifests.ts'
import { type Way, waysOf } from './step-ways.ts'
import { lineCount, textWidth } from './text-width.ts'

/** A jack below a node: where it sits from the left, 0 to 1, the words over it, and whether a cable leaves it. */
export type OutJack = { port: string; at: number; label: string | null; plugged: boolean }

/** How large a step is drawn; `body` is its height without the foot. */
export type Shape = { width: number; body: number; height: number; container: ContainerKind | null }

export const footHeight = 29
export const bodyOneLine = 58
const lineHeight = 18
export const nodeWidth = 244
/** Tile, corner and padding. */
export const besideWords = 90

export function shapeOf(step: Step, manifests: Manifests): Shape {
  const container = containerOf(step)
  const ways = waysOf(step)
  const width = ways === null ? nodeWidth : waysWidth(ways)
  const lines = lineCount(sentenceText(sentenceOf(step, manifests)), 13, width - besideWords, 2)
  const body = bodyOneLine + (lines - 1) * lineHeight
  const foot = step.kind === 'action' || ways !== null ? footHeight : 0
  return { width, body, height: body + foot, container }
}

/** `joins`: it stands in a parallel, whose lower border it leads to. `editing`: what could be plugged is there too. */
export function outJacks(
  step: Step,
  used: ReadonlySet<string>,
  { joins = false, editing = false }: { joins?: boolean; editing?: boolean } = {},
): OutJack[] {
  const ways = waysOf(step)
  if (ways !== null) {
    const places = slots(ways.map((way) => way.label))
    return ways.map((way, index) => ({ ...way, at: places[index] ?? 0.5, plugged: used.has(way.port) }))
  }
  const plugged = joins || [...used].some((port) => !isAside(port))
  return plugged || (editing && step.kind !== 'stop') ? [{ port: 'out', at: 0.5, label: null, plugged }] : []
}

const labelRoom = (label: string) => Math.max(64, textWidth(label, 11) + 22)

function containerOf({ kind }: Step): ContainerKind | null {
  return kind === 'loop' || kind === 'repeat' || kind === 'parallel' || kind === 'scope' ? kind : null
}

function waysWidth(ways: readonly Way[]): number {
  const needed = ways.reduce((sum, { label }) => sum + labelRoom(label), 0)
  return Math.max(nodeWidth, 2 * Math.ceil(needed / 2))
}

/** Each label over its jack, none over another: equal shares where they fit, else by need. */
function slots(labels: readonly string[]): number[] {
  if (labels.length === 2 && labels.every((label) => labelRoom(label) <= nodeWidth / 2)) return [0.28, 0.72]
  const rooms = labels.map(labelRoom)
  const all = rooms.reduce((sum, room) => sum + room, 0)
  let before = 0
  return rooms.map((room) => {
    const at = (before + room / 2) / all
    before += room
    return at
  })
}
