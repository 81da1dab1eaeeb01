'use client'

import type { JsonObject } from '@patchbay/flow/json'
import { useState } from 'react'
import type { ApprovalView } from '../../trpc/types.ts'
import { checkForm, type FormValues } from '../flows/start-form-values.ts'

export type Verdict = 'approved' | 'refused'
export type Answer = { verdict: Verdict; answers: JsonObject; note?: string }

/** The answer as it is being filled in. Who refuses need not fill in what a yes needs. */
export function useAnswer(form: ApprovalView['form'], send: (answer: Answer) => void) {
  const [values, setValues] = useState<FormValues>({})
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({})
  const [note, setNote] = useState('')
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  return {
    fields: {
      fields: form,
      values,
      problems,
      onChange: (name: string, value: string | boolean) => setValues((now) => ({ ...now, [name]: value })),
      note,
      onNote: setNote,
    },
    /** Which of the two is being sent. */
    verdict,
    answer(next: Verdict) {
      const needed = next === 'approved' ? form : form.map((field) => ({ ...field, required: false }))
      const checked = checkForm(needed, values)
      setProblems(checked.ok ? {} : checked.problems)
      if (!checked.ok) return
      setVerdict(next)
      send({ verdict: next, answers: checked.form, ...(note.trim() === '' ? {} : { note: note.trim() }) })
    },
  }
}
