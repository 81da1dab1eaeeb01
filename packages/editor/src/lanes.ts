import type { Step } from '@patchbay/flow/document'
import type { Box, LaneName } from './layout-types.ts'

export const laneNames: readonly LaneName[] = ['try', 'catch', 'finally']

export const laneWords: Record<LaneName, string> = {
  try: 'What is tried',
  catch: 'If it fails',
  finally: 'Always, at the end',
}

export const laneOf = (step: Pick<Step, 'lane'>): LaneName => step.lane ?? 'try'

/** As the document says it: what is tried has no word. */
export const laneField = (lane: LaneName): { lane?: 'catch' | 'finally' } => (lane === 'try' ? {} : { lane })

/** Where a lane begins, and how wide it is, within its scope. */
export type LaneBox = { lane: LaneName; x: number; width: number }

const side = 24
/** What is tried keeps its place while nothing stands in it. */
const narrowest = 180

/** The lanes that hold steps, side by side; what is tried always. Boxes are relative to the scope. */
export function laneBoxes(members: readonly { lane: LaneName; box: Box }[]): LaneBox[] {
  const lanes: LaneBox[] = []
  let x = 0
  for (const lane of laneNames) {
    const boxes = members.flatMap((each) => (each.lane === lane ? [each.box] : []))
    if (boxes.length === 0 && lane !== 'try') continue
    const end = Math.max(x + narrowest, ...boxes.map((box) => box.x + box.width + side))
    lanes.push({ lane, x, width: end - x })
    x = end
  }
  return lanes
}

/** The lane under a place in a scope; right of the last one it is still that one. */
export function laneAt(lanes: readonly LaneBox[], x: number): LaneName {
  return lanes.findLast((lane) => x >= lane.x)?.lane ?? 'try'
}
