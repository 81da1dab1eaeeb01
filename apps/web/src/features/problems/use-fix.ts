'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { EditedFields, EditPreview, ReasonDetail } from '../../trpc/types.ts'

const TYPING_MS = 500

export type Fix = {
  /** May change what is sent, and there is something to change. */
  may: boolean
  /** The field that is looked at: the one that was refused, unless a person chose another. Null before one is chosen. */
  field: string | null
  /** Whether the vendor named that one. */
  named: boolean
  choose: (field: string) => void
  fields: EditedFields
  edit: (field: string, mapping: EditedFields[string] | null) => void
  clear: () => void
  edited: boolean
  /** Whether the flow's draft is to be changed, too. */
  draft: boolean
  setDraft: (draft: boolean) => void
  /** What each run would send; undefined while nothing is changed or it is not known yet. */
  preview: EditPreview | undefined
  working: boolean
  error: unknown
}

/** A change of what is sent, for these runs and maybe for the flow. */
export function useFix({ reason, step, runs }: ReasonDetail, mayEdit: boolean): Fix {
  const trpc = useTrpc()
  const refused = fieldOf(reason.field, step?.fields ?? [])
  const [field, choose] = useState(refused)
  const [fields, setFields] = useState<EditedFields>({})
  const [draft, setDraft] = useState(false)
  const settled = useSettled(fields)
  const edited = Object.keys(fields).length > 0
  const preview = useQuery(
    trpc.problems.previewEdit.queryOptions(
      { cause: reason.cause, fields: settled, problemIds: runs.slice(0, 50).map(({ problemId }) => problemId) },
      { enabled: mayEdit && Object.keys(settled).length > 0, retry: false, placeholderData: (before) => before },
    ),
  )
  return {
    may: mayEdit && step !== null && step.editRefused === null && runs.some(({ unresolved }) => !unresolved),
    field,
    named: field !== null && field === refused,
    choose,
    fields,
    edit: (name, mapping) =>
      setFields((was) => {
        const { [name]: _before, ...rest } = was
        return mapping === null ? rest : { ...rest, [name]: mapping }
      }),
    clear: () => setFields({}),
    edited,
    draft,
    setDraft,
    preview: edited ? preview.data : undefined,
    working: edited && (settled !== fields || preview.isFetching),
    error: edited ? preview.error : null,
  }
}

/** Vendors name a field as they like: "phone", "properties.phone", "to.zip". */
function fieldOf(told: string | null, fields: { name: string }[]): string | null {
  const isField = (part: string) => fields.some(({ name }) => name === part)
  if (told !== null && isField(told)) return told
  return told?.split(/[.[\]]+/).findLast(isField) ?? null
}

function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
