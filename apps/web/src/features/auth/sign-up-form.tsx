'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { authClient, type SignUpExtras } from '@patchbay/auth/client'
import { Button } from '@patchbay/ui/button'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { useForm } from 'react-hook-form'
import * as z from 'zod/mini'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { goInto } from '../shell/other-tabs.ts'
import { authFaultWords } from './auth-answer.ts'
import { EmailAddress } from './email-address.ts'
import { NewPassword, SHORTEST } from './new-password.ts'

const SignUp = z.object({
  name: z.string().check(z.trim(), z.minLength(1, 'Type your name, as colleagues know it.'), z.maxLength(120)),
  /** Nobody who joins a workspace is asked for it. */
  workspaceName: z._default(z.string().check(z.trim(), z.maxLength(120)), ''),
  email: EmailAddress,
  password: NewPassword,
})

/** `proof`: what its mail says beside the id; `email`: the address that is thereby known; `confirm`: the address is not. */
export type InvitationToUse = { id: string; proof: string | null; email: string | null; confirm: boolean }

/** The first person's account and workspace; with an invitation, an account in a workspace that is there. */
export function SignUpForm({ invitation }: { invitation: InvitationToUse | null }) {
  // Without values to begin with: nothing is written into fields that a person or a browser has filled already.
  const form = useForm({ resolver: zodResolver(SignUp) })
  const { errors, isSubmitting } = form.formState
  const submit = form.handleSubmit(async ({ workspaceName, ...person }) => {
    const extras: SignUpExtras = {
      workspaceName,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...(invitation === null ? {} : { invitation: invitation.id, key: invitation.proof ?? undefined }),
    }
    const result = await authClient.signUp.email({ ...person, ...extras }).catch((error: unknown) => ({ error }))
    if (result.error) form.setError('root', { message: authFaultWords(result.error) })
    // An address that still has to be confirmed is asked for that on the invitation's page.
    else goInto(invitation?.confirm === true ? `/invite/${invitation.id}` : '/')
  })
  return (
    <Form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field label="Your name" required error={errors.name?.message}>
        {(control) => <Input {...control} autoComplete="name" autoFocus {...form.register('name')} />}
      </Field>
      {invitation === null ? (
        <Field
          label="Workspace"
          help="Your company or shop, as your team knows it."
          error={errors.workspaceName?.message}
        >
          {(control) => <Input {...control} autoComplete="organization" {...form.register('workspaceName')} />}
        </Field>
      ) : null}
      <Field label="E-mail" required error={errors.email?.message}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="email"
            defaultValue={invitation?.email ?? undefined}
            readOnly={invitation !== null && invitation.email !== null}
            {...form.register('email')}
          />
        )}
      </Field>
      <Field label="Password" required help={`At least ${SHORTEST} characters.`} error={errors.password?.message}>
        {(control) => <Input {...control} type="password" autoComplete="new-password" {...form.register('password')} />}
      </Field>
      <InlineTrouble error={errors.root?.message} />
      <Button type="submit" variant="primary" size="lg" wide loading={isSubmitting}>
        {invitation === null ? 'Create the workspace' : 'Join the workspace'}
      </Button>
    </Form>
  )
}
