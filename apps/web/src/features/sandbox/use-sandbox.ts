'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Anything, callSandbox, type SandboxCall, SandboxRefusal } from './call-sandbox.ts'
import { Faults, Mails, Shop } from './sandbox-schema.ts'

const sandboxKeys = {
  shop: ['sandbox', 'shop'],
  faults: ['sandbox', 'faults'],
  mails: ['sandbox', 'mails'],
  systemMails: ['sandbox', 'system-mails'],
} as const

/** The pretend world changes by itself while runs go through it. */
const LOOK_MS = 4000

/** Looking again by itself begins with the first answer: a page that never had one keeps saying why. */
const looking = {
  refetchInterval: ({ state }: { state: { data: unknown; error: Error | null } }) =>
    state.data === undefined || isFinal(state.error) ? false : LOOK_MS,
  retry: (failures: number, error: Error) => failures < RETRIES && !isFinal(error),
}
const RETRIES = 2

const isFinal = (error: Error | null): boolean => error instanceof SandboxRefusal && error.isFinal

export const useShop = () =>
  useQuery({ queryKey: sandboxKeys.shop, queryFn: () => callSandbox('shop', Shop), ...looking })

export const useFaults = () =>
  useQuery({ queryKey: sandboxKeys.faults, queryFn: () => callSandbox('faults', Faults), ...looking })

export const useMails = () =>
  useQuery({ queryKey: sandboxKeys.mails, queryFn: () => callSandbox('mail', Mails), ...looking })

/** Patchbay's own mail, on an installation without a mail server. */
export const useSystemMails = (enabled: boolean) =>
  useQuery({
    queryKey: sandboxKeys.systemMails,
    queryFn: () => callSandbox('system-mail', Mails),
    ...looking,
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
