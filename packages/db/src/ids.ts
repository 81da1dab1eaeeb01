import { v7 } from 'uuid'

/** Ids sort by time, so that rows of one moment lie together in an index. */
export const newId = (): string => v7()
