'use client'

import { Form } from '@patchbay/ui/form'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { QueryView } from '../shared/query-view.tsx'
import { useMe } from '../shell/use-me.ts'
import { CredentialFields } from './credential-fields.tsx'
import { checkValues, firstValues } from './credential-values.ts'
import type { WayProps } from './key-form.tsx'
import { OAuthAppForm } from './oauth-app-form.tsx'
import { ScopeList } from './scope-list.tsx'
import { SignInSteps } from './sign-in-steps.tsx'
import { useSignIn } from './use-sign-in.ts'

/** A live connection by signing in; the workspace's app comes first where there is none yet. */
export function SignInForm({ manifest, name, onAdded }: WayProps) {
  const trpc = useTrpc()
  const me = useMe()
  const query = useQuery(trpc.oauthApps.list.queryOptions())
  return (
    <QueryView query={query} what="The OAuth app">
      {(data) => {
        const system = data.apps.find((each) => each.connector === manifest.id)
        if (system === undefined) return null
        if (system.app !== null) return <Begin manifest={manifest} name={name} onAdded={onAdded} />
        return (
          <section className="flex flex-col gap-4 rounded-3 border border-line p-4">
            <div>
              <h3 className="text-h3">First, an OAuth app of your own</h3>
              <p className="text-ink-2">
                {manifest.title} asks who wants to come in: your workspace’s app. It is set up once, for everybody here.
              </p>
            </div>
            {me.can['oauth_app.set'] ? (
              <OAuthAppForm system={system} redirectUri={data.redirectUri} isLoopback={data.isLoopback} />
            ) : (
              <p>Ask an owner or admin to set it up under Connections, OAuth apps.</p>
            )}
          </section>
        )
      }}
    </QueryView>
  )
}

function Begin({ manifest, name, onAdded }: WayProps) {
  const oauth = manifest.auth.oauth
  const fields = oauth?.fields ?? []
  const [values, setValues] = useState(() => firstValues(fields))
  const [problems, setProblems] = useState<Record<string, string>>({})
  const signIn = useSignIn(onAdded)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = checkValues(fields, values)
    setProblems(checked.ok ? {} : checked.problems)
    if (checked.ok) void signIn.begin({ connector: manifest.id, name, settings: checked.values })
  }
  return (
    <Form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <CredentialFields fields={fields} values={values} onChange={setValues} problems={problems} />
      <section className="flex flex-col gap-1.5">
        <h3 className="text-h3">Flows will be able to</h3>
        <ScopeList scopes={oauth?.scopes ?? []} />
      </section>
      <SignInSteps connector={manifest.id} title={manifest.title} signIn={signIn} />
    </Form>
  )
}
