import { replaceDraft } from '@patchbay/core/flows/replace-draft'
import type { FlowDocument } from '@patchbay/flow/document'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid(), revision: z.int(), document: z.custom<FlowDocument>() })

export const replaceDraftProcedure = procedure.input(Input).mutation(async ({ ctx, input }) =>
  unwrap(
    await replaceDraft(ctx.core, ctx.principal, {
      flowId: input.id,
      revision: input.revision,
      document: input.document,
    }),
  ),
)
