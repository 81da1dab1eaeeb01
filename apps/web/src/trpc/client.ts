import type { AppRouter } from '@patchbay/api/router'
import { createTRPCContext } from '@trpc/tanstack-react-query'

const context = createTRPCContext<AppRouter>()

export const TrpcContextProvider = context.TRPCProvider
export const useTrpc = context.useTRPC
