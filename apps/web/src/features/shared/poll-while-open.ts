import type { RunState } from '../../trpc/types.ts'
import { isOpen } from './states.ts'

const POLL_MS = 15_000

/** How often to ask again for runs of which one may still move: live changes come sooner, this makes lost ones good. */
export const pollWhileOpen = (states: readonly RunState[]): number | false => (states.some(isOpen) ? POLL_MS : false)
