'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { authClient } from '@patchbay/auth/client'
import { Button } from '@patchbay/ui/button'
import { linkClass } from '@patchbay/ui/card'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import Link from 'next/link'
import { useForm } from 'react-hook-form'
import * as z from 'zod/mini'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { goInto } from '../shell/other-tabs.ts'
import { authFaultWords } from './auth-answer.ts'
import { EmailAddress } from './email-address.ts'

const SignIn = z.object({
  email: EmailAddress,
  password: z.string().check(z.minLength(1, 'Type your password.')),
})

export function SignInForm({ next }: { next: string }) {
  // Without values to begin with: nothing is written into fields that a person or a browser has filled already.
  const form = useForm({ resolver: zodResolver(SignIn) })
  const { errors, isSubmitting } = form.formState
  const submit = form.handleSubmit(async (values) => {
    const result = await authClient.signIn.email(values).catch((error: unknown) => ({ error }))
    if (result.error) form.setError('root', { message: authFaultWords(result.error) })
    else goInto(next)
  })
  return (
    <Form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field label="E-mail" error={errors.email?.message}>
        {(control) => <Input {...control} type="email" autoComplete="email" autoFocus {...form.register('email')} />}
      </Field>
      <Field
        label="Password"
        error={errors.password?.message}
        aside={
          <Link href="/forgot-password" className={`${linkClass} -my-1 inline-block py-1`}>
            Forgot it?
          </Link>
        }
      >
        {(control) => (
          <Input {...control} type="password" autoComplete="current-password" {...form.register('password')} />
        )}
      </Field>
      <InlineTrouble error={errors.root?.message} />
      <Button type="submit" variant="primary" size="lg" wide loading={isSubmitting}>
        Sign in
      </Button>
    </Form>
  )
}
