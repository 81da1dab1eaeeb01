import { startBulkJob } from '@patchbay/core/bulk/start-bulk-job'
import { RUN_STATES } from '@patchbay/core/runs/run-states'
import { mappingSchema } from '@patchbay/flow/mapping-schema'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'
import { causeId } from '../problems/problem-state.ts'

const ids = z.array(z.uuid()).max(10_000)

const Input = z.object({
  action: z.enum(['retry', 'edit', 'supply', 'skip', 'cancel']),
  params: z.object({
    fields: z.record(z.string().max(200), mappingSchema).optional(),
    output: z.json().optional(),
    note: z.string().max(1000).optional(),
    undo: z.boolean().optional(),
  }),
  target: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('problems'),
      cause: causeId.optional(),
      flowId: z.uuid().optional(),
      only: ids.optional(),
      except: ids.optional(),
    }),
    z.object({
      kind: z.literal('runs'),
      flowId: z.uuid().optional(),
      states: z.array(z.enum(RUN_STATES)).optional(),
      from: z.date().optional(),
      to: z.date().optional(),
      text: z.string().max(200).optional(),
      only: ids.optional(),
    }),
  ]),
  atOnce: z.int().min(1).max(50).optional(),
})

export const start = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await startBulkJob(ctx.core, ctx.principal, input)))
