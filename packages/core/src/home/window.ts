/** A span of time shown as a series: 24 hours, or 7 days in quarters. */
export const WINDOWS = {
  '24h': { buckets: 24, bucketSeconds: 3600 },
  '7d': { buckets: 28, bucketSeconds: 21_600 },
} as const

export type WindowName = keyof typeof WINDOWS
