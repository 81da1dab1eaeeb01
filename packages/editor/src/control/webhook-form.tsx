import type { Trigger, WebhookAuth } from '@patchbay/flow/document'
import { Input } from '@patchbay/ui/input'
import { RadioTiles } from '@patchbay/ui/radio-tiles'
import { Select } from '@patchbay/ui/select'
import type { ReactNode } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { FormField, ProblemLine } from '../inspector/field-problem.tsx'
import { InlineDuration, Sentence } from '../inspector/sentence.tsx'
import type { PutTrigger } from './trigger-form-types.ts'

export type WebhookFormProps = {
  stepId: string
  trigger: Trigger & { type: 'webhook' }
  put: PutTrigger
  address: ReactNode
}

/** An address that any system can call: how the caller proves itself, and what it is answered. */
export function WebhookForm({ stepId, trigger, put, address }: WebhookFormProps) {
  const { mayEdit } = useEditorScope()
  const { answer } = trigger
  return (
    <>
      {address ?? (
        <p className="rounded-2 bg-surface-2 px-2.5 py-2 text-ink-2 text-small">
          The flow gets its own address when it is published. It stays the same from then on.
        </p>
      )}
      <AuthFields stepId={stepId} trigger={trigger} put={put} />
      <div data-field="trigger.answer">
        <h3 className="mb-1.5 font-medium">What the caller is answered</h3>
        <RadioTiles
          label="What the caller is answered"
          value={answer.kind}
          disabled={!mayEdit}
          onValueChange={(kind) =>
            put({ ...trigger, answer: kind === 'now' ? { kind } : { kind, deadlineMs: 10_000 } }, 'done')
          }
          tiles={[
            { value: 'now', label: 'At once', help: '“Accepted”, as soon as the event is safely kept' },
            { value: 'flow', label: 'What the flow says', help: 'The caller waits for an Answer step' },
          ]}
        />
        {answer.kind === 'flow' ? (
          <Sentence className="mt-1">
            <span data-field="trigger.answer.deadlineMs">
              It waits at most{' '}
              <InlineDuration
                label="Longest wait of the caller"
                valueMs={answer.deadlineMs}
                units={['ms', 's']}
                disabled={!mayEdit}
                onChange={(deadlineMs) => put({ ...trigger, answer: { kind: 'flow', deadlineMs } }, 'typed')}
              />
              . After that it is told where to ask for the result.
            </span>
          </Sentence>
        ) : null}
        <ProblemLine stepId={stepId} path="trigger.answer" />
        <ProblemLine stepId={stepId} path="trigger.answer.deadlineMs" />
      </div>
    </>
  )
}

function AuthFields({ stepId, trigger, put }: Omit<WebhookFormProps, 'address'>) {
  const { mayEdit } = useEditorScope()
  const { auth } = trigger
  const set = (next: WebhookAuth, how: 'typed' | 'done') => put({ ...trigger, auth: next }, how)
  return (
    <>
      <FormField stepId={stepId} path="trigger.auth" label="The caller proves itself by">
        {(control) => (
          <Select
            {...control}
            value={auth.kind}
            disabled={!mayEdit}
            options={AUTHS}
            onValueChange={(kind) => set(changeAuth(auth, kind), 'done')}
          />
        )}
      </FormField>
      {auth.kind === 'header' || auth.kind === 'hmac' ? (
        <FormField
          stepId={stepId}
          path="trigger.auth.header"
          label={auth.kind === 'hmac' ? 'Header with the signature' : 'Header'}
        >
          {(control) => (
            <Input
              {...control}
              value={auth.header}
              spellCheck={false}
              readOnly={!mayEdit}
              onChange={(event) => set({ ...auth, header: event.target.value }, 'typed')}
            />
          )}
        </FormField>
      ) : null}
      {auth.kind === 'basic' ? (
        <FormField stepId={stepId} path="trigger.auth.username" label="User name">
          {(control) => (
            <Input
              {...control}
              value={auth.username}
              autoComplete="off"
              readOnly={!mayEdit}
              onChange={(event) => set({ ...auth, username: event.target.value }, 'typed')}
            />
          )}
        </FormField>
      ) : null}
      {auth.kind === 'hmac' ? <HmacFields stepId={stepId} auth={auth} set={set} /> : null}
      <p className="-mt-1.5 text-ink-3 text-small">
        {auth.kind === 'none'
          ? 'Everybody who knows the address can start the flow.'
          : `${SECRETS[auth.kind]} is kept with the address, encrypted, and never in the flow.`}
      </p>
    </>
  )
}

type HmacFieldsProps = {
  stepId: string
  auth: WebhookAuth & { kind: 'hmac' }
  set: (auth: WebhookAuth, how: 'typed' | 'done') => void
}

function HmacFields({ stepId, auth, set }: HmacFieldsProps) {
  const { mayEdit } = useEditorScope()
  return (
    <div className="grid grid-cols-3 items-start gap-3">
      <FormField stepId={stepId} path="trigger.auth.algorithm" label="Hash">
        {(control) => (
          <Select
            {...control}
            value={auth.algorithm}
            disabled={!mayEdit}
            options={[
              { value: 'sha256', label: 'SHA-256' },
              { value: 'sha512', label: 'SHA-512' },
              { value: 'sha1', label: 'SHA-1' },
            ]}
            onValueChange={(algorithm) => set({ ...auth, algorithm }, 'done')}
          />
        )}
      </FormField>
      <FormField stepId={stepId} path="trigger.auth.encoding" label="Written as">
        {(control) => (
          <Select
            {...control}
            value={auth.encoding}
            disabled={!mayEdit}
            options={[
              { value: 'hex', label: 'Hex' },
              { value: 'base64', label: 'Base64' },
            ]}
            onValueChange={(encoding) => set({ ...auth, encoding }, 'done')}
          />
        )}
      </FormField>
      <FormField stepId={stepId} path="trigger.auth.prefix" label="After">
        {(control) => (
          <Input
            {...control}
            value={auth.prefix}
            placeholder="sha256="
            spellCheck={false}
            readOnly={!mayEdit}
            onChange={(event) => set({ ...auth, prefix: event.target.value }, 'typed')}
          />
        )}
      </FormField>
    </div>
  )
}

const AUTHS: { value: WebhookAuth['kind']; label: string; help?: string }[] = [
  { value: 'none', label: 'Nothing' },
  { value: 'header', label: 'A secret in a header' },
  { value: 'basic', label: 'User name and password' },
  { value: 'hmac', label: 'A signature (HMAC)', help: 'The body, signed with a shared secret' },
]

const SECRETS = { header: 'The secret', basic: 'The password', hmac: 'The shared secret' } as const

function changeAuth(auth: WebhookAuth, kind: WebhookAuth['kind']): WebhookAuth {
  const header = 'header' in auth && auth.header !== '' ? auth.header : null
  switch (kind) {
    case 'none':
      return { kind }
    case 'header':
      return { kind, header: header ?? 'X-Api-Key' }
    case 'basic':
      return { kind, username: 'patchbay' }
    case 'hmac':
      return { kind, header: header ?? 'X-Signature', algorithm: 'sha256', encoding: 'hex', prefix: '' }
  }
}
