'use client'

import type { Trigger } from '@patchbay/flow/document'
import { Button } from '@patchbay/ui/button'
import { CodeView } from '@patchbay/ui/code-view'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { exactTimeWords } from '@patchbay/ui/relative-time-words'
import { toast } from '@patchbay/ui/toast'
import { useTimeZone } from '@patchbay/ui/use-now'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { FlowDetail } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { useMe } from '../shell/use-me.ts'

/** Where events come in, and how they prove who they are from; or when the next ones are due. */
export function TriggerAddress({ flow, trigger }: { flow: FlowDetail; trigger: Trigger }) {
  const timeZone = useTimeZone()
  const known = flow.trigger?.type === trigger.type ? flow.trigger : null
  if (trigger.type === 'schedule') {
    return known?.next === undefined || known.next === null ? null : (
      <ol aria-label="Next times" className="flex flex-col gap-1 text-ink-2 tabular-nums">
        {known.next.map((time) => (
          <li key={time.getTime()}>{exactTimeWords(time, timeZone)}</li>
        ))}
      </ol>
    )
  }
  if (trigger.type === 'api') {
    return (
      <CodeView
        label="How to start it"
        head="Start it by the API, with a key that may start flows:"
        code={`curl -X POST ${globalThis.location?.origin ?? ''}/api/v1/flows/${flow.id}/start -H 'Authorization: Bearer <API key>' -H 'Content-Type: application/json' -d '{"form":{}}'`}
        copy
        wrap
      />
    )
  }
  if (trigger.type === 'manual')
    return <p className="text-ink-2">People start it from the flow’s menu, “Start a run…”.</p>
  if (known?.url === undefined || known.url === null) {
    return (
      <p className="text-ink-3">
        {trigger.type === 'event' && trigger.connectionId === null
          ? 'Choose a connection to see where its events come in.'
          : 'Its address comes as soon as the draft is saved…'}
      </p>
    )
  }
  return (
    <div className="flex flex-col gap-3">
      <CodeView
        label="Address"
        head={trigger.type === 'webhook' ? 'Call this address to start it:' : 'Events come in at:'}
        code={known.url}
        copy
        wrap
      />
      {trigger.type === 'webhook' && trigger.auth.kind !== 'none' ? (
        <WebhookSecret flowId={flow.id} kind={trigger.auth.kind} />
      ) : null}
    </div>
  )
}

const secretNames = { header: 'Value of the header', basic: 'Password', hmac: 'Signing key' } as const

function WebhookSecret({ flowId, kind }: { flowId: string; kind: keyof typeof secretNames }) {
  const trpc = useTrpc()
  const { can } = useMe()
  const [secret, setSecret] = useState('')
  const save = useMutation(
    trpc.flows.setWebhookSecret.mutationOptions({
      onSuccess: () => {
        setSecret('')
        toast('The secret is set', { detail: 'Calls without it are refused from now on.' })
      },
    }),
  )
  if (!can['flow.set_webhook_secret']) return null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ id: flowId, secret })
  }
  return (
    <Form onSubmit={submit} noValidate className="flex flex-col gap-2">
      <Field
        label={secretNames[kind]}
        help="At least 8 characters. It is encrypted; nobody can read it again, only replace it."
      >
        {(control) => (
          <span className="flex gap-2">
            <Input
              {...control}
              type="password"
              autoComplete="new-password"
              value={secret}
              onChange={(event) => setSecret(event.target.value)}
            />
            <Button type="submit" disabled={secret.length < 8} loading={save.isPending}>
              Set
            </Button>
          </span>
        )}
      </Field>
      <InlineTrouble error={save.error} />
    </Form>
  )
}
