import { z } from 'zod'

/** A sample of the list by its id, or an event that a person filled in or pasted. */
export const SampleChoice = z.union([
  z.object({ sampleId: z.string().min(1).max(60) }),
  z.object({ item: z.json(), label: z.string().min(1).max(120) }),
])
