import { parseArgs } from 'node:util'
import { z } from 'zod'
import { PLANTS } from './plant.ts'

const Options = z.strictObject({
  events: z.coerce.number().int().min(1).max(5_000).default(100),
  seed: z.coerce.number().int().default(1),
  /** Falsifies the result before it is checked: the run must then fail. */
  plant: z.enum(PLANTS).optional(),
  /** Kills at each named gap between two writes, in place of at random. */
  killPoints: z.boolean().default(false),
  /** With it: only at those of these scenes, parted by commas; `order` is one. */
  scenes: z
    .string()
    .transform((names) => names.split(','))
    .optional(),
  /** Keeps database, logs and report for a look at them. */
  keep: z.boolean().default(false),
})

export type ChaosOptions = z.infer<typeof Options>

/** Throws a message that names the option and what it takes. */
export function readOptions(args: string[]): ChaosOptions {
  const { values } = parseArgs({
    args,
    options: {
      events: { type: 'string' },
      seed: { type: 'string' },
      plant: { type: 'string' },
      keep: { type: 'boolean' },
      'kill-points': { type: 'boolean' },
      scenes: { type: 'string' },
    },
  })
  const { 'kill-points': killPoints, ...others } = values
  const parsed = Options.safeParse({ ...others, ...(killPoints === undefined ? {} : { killPoints }) })
  if (parsed.success) return parsed.data
  throw new Error(
    `chaos --events 1…5000 --seed N [--plant ${PLANTS.join('|')}] [--kill-points [--scenes a,b]] [--keep]\n${z.prettifyError(parsed.error)}`,
  )
}
