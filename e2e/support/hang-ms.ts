/** For what a run, an event or a mail brings: longer than a busy machine needs, so that it bounds only what never comes. */
export const HANG_MS = 60_000
