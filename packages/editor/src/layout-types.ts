export type LayoutStep = {
  id: string
  parent: string | null
  width: number
  /** The most it will take, so that a foot that comes later moves nobody. */
  height: number
  container: 'loop' | 'parallel' | null
  branches: boolean
}

/** `at`: where its jack sits on the step, 0 to 1. */
export type LayoutEdge = { id: string; from: string; to: string; port: string; at: number }

/** Relative to the container it stands in. */
export type Box = { x: number; y: number; width: number; height: number }

/** How a cable keeps clear of the steps of its region. */
export type Route = {
  /** Down to here it keeps to its jack's column. */
  leave: number
  /** The rows it goes past, from above: where, and from where to where straight down. */
  passes: readonly { x: number; top: number; bottom: number }[]
  /** A failure's: nothing stands between its jack and the place above its end. */
  level: boolean
}
