'use client'

import { Button } from '@patchbay/ui/button'
import { CopyButton } from '@patchbay/ui/copy-button'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { SayBox } from '@patchbay/ui/say-box'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { OAuthApps } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'

export type OAuthAppFormProps = {
  system: OAuthApps['apps'][number]
  redirectUri: string
  isLoopback: boolean
  onSaved?: () => void
}

/** A workspace's app at one vendor: the address to give there, and the two values that come back. */
export function OAuthAppForm({ system, redirectUri, isLoopback, onSaved }: OAuthAppFormProps) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const [clientId, setClientId] = useState(system.app?.clientId ?? '')
  const [clientSecret, setClientSecret] = useState('')
  const set = useMutation(
    trpc.oauthApps.set.mutationOptions({
      onSuccess: async () => {
        setClientSecret('')
        await client.invalidateQueries(trpc.oauthApps.pathFilter())
        onSaved?.()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    set.mutate({ connector: system.connector, clientId, clientSecret: clientSecret === '' ? null : clientSecret })
  }
  const hasSecret = system.app !== null && system.app.clientId === clientId.trim()
  return (
    <Form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {system.help === null ? null : (
        <p className="text-ink-2">
          Register an app with {system.connectorTitle} once: {system.help}
        </p>
      )}
      <RedirectAddress redirectUri={redirectUri} title={system.connectorTitle} />
      {isLoopback ? (
        <SayBox state="attention" title="This address is of this machine only">
          {system.connectorTitle} may refuse it, and colleagues cannot come back to it. Set PATCHBAY_PUBLIC_URL to an
          address that everybody can open.
        </SayBox>
      ) : null}
      <Field label="Client id" required>
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            spellCheck={false}
            value={clientId}
            onChange={(event) => setClientId(event.target.value)}
          />
        )}
      </Field>
      <Field
        label="Client secret"
        required={!hasSecret}
        help={hasSecret ? 'Stored. Leave it empty to keep it.' : 'It is encrypted and never shown again.'}
      >
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="new-password"
            spellCheck={false}
            icon={<KeyRound size={15} strokeWidth={1.75} aria-hidden="true" />}
            placeholder={hasSecret ? '••••••••' : 'Paste it here'}
            value={clientSecret}
            onChange={(event) => setClientSecret(event.target.value)}
          />
        )}
      </Field>
      <InlineTrouble error={set.error} />
      <Button type="submit" variant="primary" className="self-start" loading={set.isPending}>
        Save the app
      </Button>
    </Form>
  )
}

function RedirectAddress({ redirectUri, title }: { redirectUri: string; title: string }) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <span id={id} className="font-medium">
        Redirect address
      </span>
      <div className="flex items-center gap-2 rounded-2 border border-line bg-surface-2 py-1 pr-1 pl-2.5">
        <output aria-labelledby={id} className="min-w-0 flex-1 break-all font-mono text-small">
          {redirectUri}
        </output>
        <CopyButton text={redirectUri} label="Copy the redirect address" />
      </div>
      <span className="text-ink-3 text-small">Give it to {title} when you register the app.</span>
    </div>
  )
}
