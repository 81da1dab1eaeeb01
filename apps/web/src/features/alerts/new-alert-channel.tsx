'use client'

import { Button } from '@patchbay/ui/button'
import { Checkbox } from '@patchbay/ui/checkbox'
import { CodeView } from '@patchbay/ui/code-view'
import { Dialog } from '@patchbay/ui/dialog'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { Segmented } from '@patchbay/ui/segmented'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { type AlertKind, alertKinds } from './alert-kinds.ts'

type Kind = 'slack' | 'webhook'

const says: Record<Kind, { help: string; placeholder: string }> = {
  slack: {
    help: 'In Slack: Apps, Incoming Webhooks, Add to Slack. Copy the address that it shows.',
    placeholder: 'https://hooks.slack.com/services/…',
  },
  webhook: {
    help: 'Each message is signed as Standard Webhooks has it, with a key that you get next.',
    placeholder: 'https://ops.example.com/alerts',
  },
}

/** Says where to, then shows the key that messages are signed with, this once. */
export function NewAlertChannel({ onClose }: { onClose: () => void }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const [kind, setKind] = useState<Kind>('slack')
  const [name, setName] = useState('')
  const [url, setUrl] = useState('')
  const [alerts, setAlerts] = useState<AlertKind[]>(alertKinds.map((each) => each.kind))
  const [tried, setTried] = useState(false)
  const add = useMutation(
    trpc.alerts.addChannel.mutationOptions({
      onSuccess: ({ signingKey }) => {
        void client.invalidateQueries(trpc.alerts.settings.pathFilter())
        if (signingKey === null) onClose()
      },
    }),
  )
  const key = add.data?.signingKey ?? null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (name.trim() !== '' && url.trim() !== '' && alerts.length > 0)
      add.mutate({ kind, name: name.trim(), url: url.trim(), alerts })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={key === null ? 'Add a channel' : 'Copy the signing key now'}
      description={key === null ? 'It gets the alerts of the whole workspace.' : 'It is shown this once.'}
      actions={
        key === null ? (
          <>
            <Button variant="quiet" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" type="submit" form="new-alert-channel" loading={add.isPending}>
              Add the channel
            </Button>
          </>
        ) : (
          <Button variant="primary" onClick={onClose}>
            I have copied it
          </Button>
        )
      }
    >
      {key === null ? (
        <Form id="new-alert-channel" onSubmit={submit} noValidate className="flex flex-col gap-4">
          <Segmented<Kind>
            label="Kind of channel"
            value={kind}
            onValueChange={setKind}
            options={[
              { value: 'slack', label: 'Slack' },
              { value: 'webhook', label: 'Webhook' },
            ]}
          />
          <Field label="Name" required error={tried && name.trim() === '' ? 'Say who reads it.' : undefined}>
            {(control) => (
              <Input
                {...control}
                maxLength={80}
                placeholder="#ops-alerts"
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Field
            label="Address"
            required
            help={says[kind].help}
            error={tried && url.trim() === '' ? 'Copy the address here.' : undefined}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="url"
                autoComplete="off"
                placeholder={says[kind].placeholder}
                value={url}
                onChange={(event) => setUrl(event.target.value)}
              />
            )}
          </Field>
          <fieldset className="m-0 flex flex-col gap-1.5 border-0 p-0">
            <legend className="mb-1.5 font-medium text-ui">It hears when</legend>
            {alertKinds.map((each) => (
              <Checkbox
                key={each.kind}
                checked={alerts.includes(each.kind)}
                onCheckedChange={(on) =>
                  setAlerts((now) => (on === true ? [...now, each.kind] : now.filter((one) => one !== each.kind)))
                }
              >
                {each.word}
              </Checkbox>
            ))}
            {tried && alerts.length === 0 ? <InlineTrouble error="Choose at least one." /> : null}
          </fieldset>
          <InlineTrouble error={add.error} />
        </Form>
      ) : (
        <CodeView label="Signing key" code={key} copy wrap />
      )}
    </Dialog>
  )
}
