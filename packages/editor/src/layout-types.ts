/** A scope's lanes: what is tried, what runs if that fails, what always runs at the end. */
export type LaneName = 'try' | 'catch' | 'finally'

export type ContainerKind = 'loop' | 'repeat' | 'parallel' | 'scope'

export type LayoutStep = {
  id: string
  parent: string | null
  /** Of a scope's lanes: where it stands in. */
  lane: LaneName
  width: number
  /** The most it will take, so that a foot that comes later moves nobody. */
  height: number
  /** Of its jacks, from its left. */
  axis: number
  container: ContainerKind | null
  branches: boolean
  /** It hangs left of the step that it undoes. */
  undoOf: string | null
  /** Room that it takes at the left of itself, for what hangs there. */
  hang: number
}

/** `at`: where its jack sits on the step, 0 to 1. */
export type LayoutEdge = { id: string; from: string; to: string; port: string; at: number }

/** Relative to the container it stands in. `axis`: of the jacks above and below, from the left; the middle where it is absent. */
export type Box = { x: number; y: number; width: number; height: number; axis?: number }

export const axisOf = (box: Pick<Box, 'width' | 'axis'>): number => box.axis ?? box.width / 2

/** How a cable keeps clear of the steps of its region. */
export type Route = {
  /** Down to here it keeps to its jack's column. */
  leave: number
  /** The rows it goes past, from above: where, and from where to where straight down. */
  passes: readonly { x: number; top: number; bottom: number }[]
  /** A failure's: nothing stands between its jack and the place above its end. */
  level: boolean
}
