'use client'

import { Button } from '@patchbay/ui/button'
import { SidePanel } from '@patchbay/ui/dialog'
import { Field } from '@patchbay/ui/field'
import { Input } from '@patchbay/ui/input'
import { RadioTiles } from '@patchbay/ui/radio-tiles'
import { VendorTile } from '@patchbay/ui/vendor-tile'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { ConnectorManifest } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { QueryView } from '../shared/query-view.tsx'
import { useMe } from '../shell/use-me.ts'
import { authWord } from './connect-another.tsx'
import { CredentialFields } from './credential-fields.tsx'
import { checkValues, firstValues } from './credential-values.ts'

export type AddConnectionProps = {
  connector: string | null
  onChoose: (connector: string) => void
  onClose: () => void
  onAdded: (id: string) => void
}

export function AddConnection({ connector, onChoose, onClose, onAdded }: AddConnectionProps) {
  const trpc = useTrpc()
  const query = useQuery(trpc.connectors.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }))
  const chosen = query.data?.find((each) => each.id === connector)
  return (
    <SidePanel
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={chosen === undefined ? 'Add a connection' : `Connect ${chosen.title}`}
      description={chosen === undefined ? 'Which system?' : chosen.description}
    >
      <QueryView query={query} what="The systems">
        {(connectors) =>
          chosen === undefined ? (
            <Systems connectors={connectors} onChoose={onChoose} />
          ) : (
            <ConnectForm key={chosen.id} manifest={chosen} onAdded={onAdded} />
          )
        }
      </QueryView>
    </SidePanel>
  )
}

function Systems({ connectors, onChoose }: { connectors: ConnectorManifest[]; onChoose: (id: string) => void }) {
  return (
    <ul className="flex flex-col gap-2 text-ui">
      {connectors.map((each) => (
        <li key={each.id}>
          <button
            type="button"
            onClick={() => onChoose(each.id)}
            className="flex w-full items-center gap-3 rounded-3 border border-line px-3 py-2.5 text-left hover:bg-surface-2"
          >
            <VendorTile connector={each.id} />
            <span className="min-w-0 flex-1">
              <b className="block font-medium">{each.title}</b>
              <span className="block truncate text-ink-3 text-small">{authWord[each.auth.kind]}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function ConnectForm({ manifest, onAdded }: { manifest: ConnectorManifest; onAdded: (id: string) => void }) {
  const me = useMe()
  const [name, setName] = useState(manifest.title)
  const [environment, setEnvironment] = useState<'live' | 'sandbox'>('live')
  const [values, setValues] = useState(() => firstValues(manifest.auth.fields))
  const [problems, setProblems] = useState<Record<string, string>>({})
  const { create, test } = useConnect(onAdded)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = checkValues(manifest.auth.fields, values)
    setProblems(checked.ok ? {} : checked.problems)
    if (checked.ok) create.mutate({ connector: manifest.id, name: name.trim(), environment, values: checked.values })
  }
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4 text-ui">
      <Field label="Name" required help="As your team calls the account.">
        {(control) => (
          <Input {...control} maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      {me.sandbox ? (
        <RadioTiles
          label="Kind"
          columns={2}
          value={environment}
          onValueChange={setEnvironment}
          tiles={[
            { value: 'live', label: 'Live', help: 'Acts on the real account.' },
            { value: 'sandbox', label: 'Sandbox', help: 'Acts on the pretend one.' },
          ]}
        />
      ) : null}
      <CredentialFields fields={manifest.auth.fields} values={values} onChange={setValues} problems={problems} />
      {manifest.auth.help === undefined ? null : <p className="text-ink-3 text-small">{manifest.auth.help}</p>}
      <InlineTrouble error={create.error} />
      <Button type="submit" variant="primary" size="lg" loading={create.isPending || test.isPending}>
        Save and test
      </Button>
      <p className="text-ink-3 text-small">The key is encrypted. Nobody can read it again, only replace it.</p>
    </form>
  )
}

function useConnect(onAdded: (id: string) => void) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const test = useMutation(trpc.connections.test.mutationOptions())
  const create = useMutation(
    trpc.connections.create.mutationOptions({
      onSuccess: async ({ id }) => {
        // Its outcome stands on the connection, which opens next.
        await test.mutateAsync({ id }).catch(() => undefined)
        await client.invalidateQueries(trpc.connections.pathFilter())
        onAdded(id)
      },
    }),
  )
  return { create, test }
}
