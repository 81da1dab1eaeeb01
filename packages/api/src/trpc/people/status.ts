import { openProcedure } from '../init.ts'

export const status = openProcedure.query(async ({ ctx }) => ({
  open: await ctx.isSignUpOpen(),
  signedIn: ctx.principal !== null,
}))
