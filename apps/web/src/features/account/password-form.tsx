'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { Button } from '@patchbay/ui/button'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { toast } from '@patchbay/ui/toast'
import { useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import * as z from 'zod/mini'
import { useTrpc } from '../../trpc/client.ts'
import { authFaultWords } from '../auth/auth-answer.ts'
import { NewPassword, SHORTEST } from '../auth/new-password.ts'
import { postAuth } from '../auth/post-auth.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'

const Change = z.object({
  currentPassword: z.string().check(z.minLength(1, 'Type the password you have now.')),
  newPassword: NewPassword,
})

export function PasswordForm() {
  const trpc = useTrpc()
  const client = useQueryClient()
  const form = useForm({ resolver: zodResolver(Change) })
  const { errors, isSubmitting } = form.formState
  const submit = form.handleSubmit(async (values) => {
    try {
      await postAuth('change-password', values)
      form.reset()
      await client.invalidateQueries(trpc.sessions.pathFilter())
      toast('The password was changed', { detail: 'Your other devices are signed out.' })
    } catch (error) {
      form.setError('root', { message: authFaultWords(error) })
    }
  })
  return (
    <Form onSubmit={submit} noValidate className="flex max-w-100 flex-col gap-4 px-4">
      <Field label="The one you have now" error={errors.currentPassword?.message}>
        {(control) => (
          <Input {...control} type="password" autoComplete="current-password" {...form.register('currentPassword')} />
        )}
      </Field>
      <Field
        label="New password"
        help={`At least ${SHORTEST} characters. Your other devices are signed out.`}
        error={errors.newPassword?.message}
      >
        {(control) => (
          <Input {...control} type="password" autoComplete="new-password" {...form.register('newPassword')} />
        )}
      </Field>
      <InlineTrouble error={errors.root?.message} />
      <div>
        <Button type="submit" loading={isSubmitting}>
          Change the password
        </Button>
      </div>
    </Form>
  )
}
