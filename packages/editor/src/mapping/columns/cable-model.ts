import type { Mapping, Reference } from '@patchbay/flow/mapping'
import { readChain } from '../functions/chain-source.ts'
import { functionById } from '../functions/function-list.ts'
import { count } from '../value-words.ts'

/** What comes into a row, from which values, and what changes it on the way. */
export type CableEnd = {
  refs: Reference[]
  /** On the pill: "÷ 1,000", "5 values". Null where the value passes unchanged. */
  pill: { kind: 'function' | 'valueMap' | 'words'; words: string } | null
}

/** Null for what has no cable: a fixed value, a formula, nothing. */
export function cableOf(mapping: Mapping | undefined): CableEnd | null {
  switch (mapping?.kind) {
    case 'reference':
      return { refs: [mapping.ref], pill: null }
    case 'template': {
      const refs = mapping.parts.flatMap((part) => ('ref' in part ? [part.ref] : []))
      if (refs.length === 0) return null
      return {
        refs,
        pill: mapping.parts.length === 1 ? { kind: 'words', words: 'as text' } : { kind: 'words', words: 'in a text' },
      }
    }
    case 'expression': {
      const chain = readChain(mapping.source)
      if (chain === null) return null
      const words = chain.calls.map((call) => functionById(call.id)?.pill(call.args) ?? call.id).join(', ')
      return { refs: [chain.ref], pill: words === '' ? null : { kind: 'function', words } }
    }
    case 'valueMap': {
      const inner = cableOf(mapping.of)
      if (inner === null) return null
      return { refs: inner.refs, pill: { kind: 'valueMap', words: count(mapping.entries.length, 'value') } }
    }
    default:
      return null
  }
}

/** A cable between two heights, as the canvas draws it: out level, across, in level. */
export function cablePath(from: number, to: number, width: number): string {
  if (from === to) return `M0 ${from}H${width}`
  const bend = width * 0.42
  return `M0 ${from}C${bend} ${from} ${width - bend} ${to} ${width} ${to}`
}

/** Where on a cable a pill stands, so that none hides another: in the middle, or nearer to an end where that is taken. */
export function placePills(
  cables: readonly { from: number; to: number; words: string }[],
  width: number,
): { x: number; y: number }[] {
  const placed: { x: number; y: number; half: number }[] = []
  for (const { from, to, words } of cables) {
    const half = Math.min(72, (words.length * 5.6 + 34) / 2)
    const spots = NUDGES.flatMap((nudge) => ALONG.map((along) => spotOn({ from, to, width }, { along, nudge })))
    const free = spots.find(({ x, y }) => !placed.some((other) => isOver({ x, y, half }, other)))
    placed.push({ ...(free ?? { x: width / 2, y: (from + to) / 2 }), half })
  }
  return placed.map(({ x, y }) => ({ x, y }))
}

const ALONG = [0.5, 0.24, 0.76]
const NUDGES = [0, -14, 14, -26, 26]
const PILL_PX = 26

function spotOn(cable: { from: number; to: number; width: number }, at: { along: number; nudge: number }) {
  const { along: t } = at
  const x = 3 * (1 - t) ** 2 * t * 0.42 + 3 * (1 - t) * t ** 2 * 0.58 + t ** 3
  const y = cable.from + (cable.to - cable.from) * (3 * t ** 2 - 2 * t ** 3)
  return { x: x * cable.width, y: y + at.nudge }
}

function isOver(a: { x: number; y: number; half: number }, b: { x: number; y: number; half: number }): boolean {
  return Math.abs(a.y - b.y) < PILL_PX && Math.abs(a.x - b.x) < a.half + b.half
}
