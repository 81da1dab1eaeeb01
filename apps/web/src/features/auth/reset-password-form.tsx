'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { Button } from '@patchbay/ui/button'
import { buttonClass } from '@patchbay/ui/button-class'
import { linkClass } from '@patchbay/ui/card'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { SayBox } from '@patchbay/ui/say-box'
import Link from 'next/link'
import { useForm } from 'react-hook-form'
import * as z from 'zod/mini'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { authFaultWords } from './auth-answer.ts'
import { NewPassword, SHORTEST } from './new-password.ts'
import { postAuth } from './post-auth.ts'

const Reset = z.object({ newPassword: NewPassword })

export function ResetPasswordForm({ token }: { token: string }) {
  const form = useForm({ resolver: zodResolver(Reset) })
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState
  const submit = form.handleSubmit(async ({ newPassword }) => {
    try {
      await postAuth('reset-password', { token, newPassword })
    } catch (error) {
      form.setError('root', { message: authFaultWords(error) })
    }
  })
  if (isSubmitSuccessful && errors.root === undefined) {
    return (
      <div role="status" className="flex flex-col gap-4">
        <SayBox level={2} state="succeeded" title="Your password is changed">
          Every device was signed out. Sign in with the new one.
        </SayBox>
        <Link href="/sign-in" className={buttonClass({ variant: 'primary', size: 'lg', wide: true })}>
          Sign in
        </Link>
      </div>
    )
  }
  return (
    <Form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field label="New password" help={`At least ${SHORTEST} characters.`} error={errors.newPassword?.message}>
        {(control) => (
          <Input {...control} type="password" autoComplete="new-password" autoFocus {...form.register('newPassword')} />
        )}
      </Field>
      <InlineTrouble error={errors.root?.message} />
      <Button type="submit" variant="primary" size="lg" wide loading={isSubmitting}>
        Change the password
      </Button>
      {errors.root === undefined ? null : (
        <p className="text-center">
          <Link href="/forgot-password" className={linkClass}>
            Ask for another link
          </Link>
        </p>
      )}
    </Form>
  )
}
