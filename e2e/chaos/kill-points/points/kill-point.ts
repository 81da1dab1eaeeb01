import type { ArmedPoint } from '../kill-at.ts'

/** A gap between two durable writes: the process dies in it, and nothing may be lost, stuck or done twice by that. */
export type KillPoint = ArmedPoint & {
  name: string
  gap: string
  /** What comes to it; `order`: an event of the shop. */
  scene: string
}
