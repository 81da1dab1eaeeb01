'use client'

import type { EditorHost } from '@patchbay/editor/contract'
import { type EditorScope, EditorScopeProvider } from '@patchbay/editor/editor-scope'
import { FieldSlot, type FieldSlotProps } from '@patchbay/editor/inspector/field-slot'
import { useMemo } from 'react'
import { useTrpcClient } from '../../trpc/client.ts'
import type { Mapping, ReasonDetail } from '../../trpc/types.ts'
import { useAround } from '../editor/use-around.ts'
import { troubleWords } from '../shared/trouble.ts'
import { useMe } from '../shell/use-me.ts'
import type { Fix } from './use-fix.ts'

type Step = NonNullable<ReasonDetail['step']>

export type ReasonFieldProps = {
  step: Step
  stepId: string
  flowId: string
  fix: Fix
}

/** One field of the step as the editor shows it, over the run that stopped last. What is set here changes no draft by itself. */
export function ReasonField({ step, stepId, flowId, fix }: ReasonFieldProps) {
  const scope = useScope(step, flowId)
  const connector = scope.manifests[step.connector]
  const action = connector?.actions[step.action]
  const spec = action?.fields.find(({ name }) => name === fix.field)
  if (connector === undefined || spec === undefined || fix.field === null) return null
  const field = fix.field
  const known = step.fields.find(({ name }) => name === field)?.mapping
  const form = {
    connector,
    connectionId: step.connectionId,
    fields: action?.fields ?? [],
    valueOf: (name: string) => fixedValue(fix.fields[name] ?? step.fields.find((one) => one.name === name)?.mapping),
  }
  return (
    <EditorScopeProvider scope={scope}>
      <FieldSlot
        stepId={stepId}
        field={spec}
        path={`input.${field}`}
        schema={schemaOf(action?.input, field)}
        value={fix.fields[field] ?? known}
        save={(mapping) => {
          fix.edit(field, mapping)
          return null
        }}
        form={form}
      />
    </EditorScopeProvider>
  )
}

function useScope(step: Step, flowId: string): EditorScope {
  const me = useMe()
  const client = useTrpcClient()
  const around = useAround()
  return useMemo((): EditorScope => {
    const sample = { ...step.sample, pinned: false }
    const host: EditorHost = {
      async lookup(request) {
        try {
          return await client.lookups.options.query({ ...request, params: { ...request.params } })
        } catch (error) {
          return { ok: false, message: troubleWords(error) }
        }
      },
      connect: async () => null,
      chooseSample: () => undefined,
    }
    return {
      flowId,
      document: step.document,
      // Nothing of the flow is changed from here.
      apply: () => null,
      mayEdit: true,
      manifests: around.manifests,
      connections: around.connections ?? [],
      problems: [],
      samples: { chosen: sample, recent: [sample], loading: false },
      workspace: me.workspace,
      host,
    }
  }, [step, flowId, around.manifests, around.connections, me.workspace, client])
}

function fixedValue(mapping: Mapping | undefined): ReturnType<FieldSlotProps['form']['valueOf']> {
  if (mapping === undefined) return { kind: 'none' }
  return mapping.kind === 'constant' ? { kind: 'fixed', value: mapping.value } : { kind: 'mapped' }
}

function schemaOf(input: Record<string, unknown> | undefined, field: string): FieldSlotProps['schema'] {
  const properties = input?.['properties']
  const property: unknown =
    typeof properties === 'object' && properties !== null ? Reflect.get(properties, field) : undefined
  return typeof property === 'object' && property !== null ? { ...property } : null
}
