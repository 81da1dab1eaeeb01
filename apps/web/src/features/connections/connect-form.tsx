'use client'

import { Field } from '@patchbay/ui/field'
import { Input } from '@patchbay/ui/input'
import { RadioTiles } from '@patchbay/ui/radio-tiles'
import { useState } from 'react'
import type { ConnectorManifest } from '../../trpc/types.ts'
import { useMe } from '../shell/use-me.ts'
import { KeyForm } from './key-form.tsx'
import { SandboxForm } from './sandbox-form.tsx'
import { SignInForm } from './sign-in-form.tsx'

export type ConnectFormProps = {
  manifest: ConnectorManifest
  /** Left out, the person chooses where this Patchbay has a sandbox. */
  environment?: 'live' | 'sandbox'
  onAdded: (id: string) => void
}

type Environment = 'live' | 'sandbox'
type Way = 'sign_in' | 'key'

/** Makes a connection in whatever ways the connector's manifest offers. */
export function ConnectForm({ manifest, environment: fixed, onAdded }: ConnectFormProps) {
  const me = useMe()
  const [name, setName] = useState(manifest.title)
  const [chosen, setEnvironment] = useState<Environment>(fixed ?? 'live')
  const ways = waysOf(manifest, me.can['connection.sign_in'])
  const [way, setWay] = useState<Way>(ways[0] ?? 'key')
  const environment = me.sandbox ? chosen : 'live'
  const made = { manifest, name: name.trim(), onAdded }
  return (
    <div className="flex flex-col gap-4 text-ui">
      <Field label="Name" required help="As your team calls the account.">
        {(control) => (
          <Input {...control} maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      {me.sandbox && fixed === undefined ? (
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
      {environment === 'sandbox' ? (
        <SandboxForm {...made} />
      ) : (
        <>
          {ways.length > 1 ? (
            <RadioTiles<Way>
              label="How"
              columns={2}
              value={way}
              onValueChange={setWay}
              tiles={[
                { value: 'sign_in', label: 'Sign in', help: `At ${manifest.title}, in a window of its own.` },
                { value: 'key', label: keyWord(manifest), help: 'You paste it here.' },
              ]}
            />
          ) : null}
          {way === 'sign_in' ? <SignInForm {...made} /> : <KeyForm {...made} />}
        </>
      )}
    </div>
  )
}

function waysOf(manifest: ConnectorManifest, maySignIn: boolean): Way[] {
  const signsIn = manifest.auth.oauth !== undefined && maySignIn
  return [...(signsIn ? (['sign_in'] as const) : []), ...(manifest.auth.kind === 'oauth2' ? [] : (['key'] as const))]
}

const keyWord = ({ auth }: ConnectorManifest): string =>
  auth.fields.find((field) => field.type === 'secret' && field.required)?.label ?? 'Key'
