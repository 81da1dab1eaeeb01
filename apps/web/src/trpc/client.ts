import type { AppRouter } from '@patchbay/api/router'
import { createTRPCContext } from '@trpc/tanstack-react-query'

const context = createTRPCContext<AppRouter>()

export const TrpcContextProvider = context.TRPCProvider
export const useTrpc = context.useTRPC
/** For calls that no query or mutation holds: the draft's saving. */
export const useTrpcClient = context.useTRPCClient
