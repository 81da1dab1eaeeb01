import type { KillPoint } from './points/kill-point.ts'
import { ORDER_POINTS } from './points/order-points.ts'
import { RUN_POINTS } from './points/run-points.ts'
import { STEERING_POINTS } from './points/steering-points.ts'
import { WAIT_POINTS } from './points/wait-points.ts'

export const KILL_POINTS: readonly KillPoint[] = [...ORDER_POINTS, ...RUN_POINTS, ...STEERING_POINTS, ...WAIT_POINTS]
