'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Anything, callSandbox, type SandboxCall } from './call-sandbox.ts'
import { Faults, Mails, Shop } from './sandbox-schema.ts'

const sandboxKeys = {
  shop: ['sandbox', 'shop'],
  faults: ['sandbox', 'faults'],
  mails: ['sandbox', 'mails'],
  systemMails: ['sandbox', 'system-mails'],
} as const

/** The pretend world changes by itself while runs go through it. */
const LOOK_MS = 4000

export const useShop = () =>
  useQuery({ queryKey: sandboxKeys.shop, queryFn: () => callSandbox('shop', Shop), refetchInterval: LOOK_MS })

export const useFaults = () =>
  useQuery({ queryKey: sandboxKeys.faults, queryFn: () => callSandbox('faults', Faults), refetchInterval: LOOK_MS })

export const useMails = () =>
  useQuery({ queryKey: sandboxKeys.mails, queryFn: () => callSandbox('mail', Mails), refetchInterval: LOOK_MS })

/** Patchbay's own mail, on an installation without a mail server. */
export const useSystemMails = (enabled: boolean) =>
  useQuery({
    queryKey: sandboxKeys.systemMails,
    queryFn: () => callSandbox('system-mail', Mails),
    refetchInterval: LOOK_MS,
    enabled,
  })

/** Changes something in it, then looks at all of it again. */
export function useSandboxChange() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ path, ...call }: SandboxCall & { path: string }) => callSandbox(path, Anything, call),
    onSettled: () => client.invalidateQueries({ queryKey: ['sandbox'] }),
  })
}
