'use client'

import { inWords } from '@patchbay/flow/describe'
import type { Json } from '@patchbay/flow/json'
import type { Condition, Mapping } from '@patchbay/flow/mapping'
import type { ExpressionRunner } from '@patchbay/mapping/runner'
import type { Scope } from '@patchbay/mapping/scope'
import { useEffect, useState } from 'react'

/** What it fills: its name in messages, and whether only a list can stand there. */
type Field = { label?: string | undefined; list?: boolean | undefined }

/** What a mapping gives in the sample. `nothing`: it gives no value, and `source` says where it was looked for. */
export type Preview =
  | { kind: 'value'; value: Json; warnings: string[] }
  | { kind: 'nothing'; source: string; warnings: string[] }
  | { kind: 'wrong'; message: string; isBudget: boolean }

/** Null while there is nothing to show. The last answer stays until the next one is there, so that nothing flickers. */
export function usePreview(mapping: Mapping | null, scope: Scope | null, field: Field = {}): Preview | null {
  const { label, list } = field
  const [preview, setPreview] = useState<Preview | null>(null)
  const key = mapping === null ? null : JSON.stringify(mapping)
  useEffect(() => {
    if (mapping === null || scope === null) {
      setPreview(null)
      return
    }
    let isStale = false
    void evaluate(mapping, scope, { label, list }).then((next) => {
      if (!isStale) setPreview(next)
    })
    return () => {
      isStale = true
    }
    // `key` stands for the mapping: a new object that says the same is not evaluated again.
  }, [key, scope, label, list])
  return preview
}

/** Whether a condition holds in the sample, and why; null while that is not known. */
export function useVerdict(
  condition: Condition,
  scope: Scope | null,
): { holds: boolean; because: string } | { wrong: string } | null {
  const [verdict, setVerdict] = useState<ReturnType<typeof useVerdict>>(null)
  const key = JSON.stringify(condition)
  useEffect(() => {
    if (scope === null) {
      setVerdict(null)
      return
    }
    let isStale = false
    void decide(condition, scope).then((next) => {
      if (!isStale) setVerdict(next)
    })
    return () => {
      isStale = true
    }
    // `key` stands for the condition.
  }, [key, scope])
  return verdict
}

/** Answers for a sample; the evaluator and its threads are loaded when the first one is asked for. */
export async function evaluate(mapping: Mapping, scope: Scope, { label = '', list }: Field = {}): Promise<Preview> {
  const { evaluateField } = await import('@patchbay/mapping/evaluate')
  const result = await evaluateField(
    { name: '', label, required: false, ...(list === true ? { list } : {}), mapping },
    scope,
    runner,
  )
  if (!result.ok)
    return { kind: 'wrong', message: result.error.message, isBudget: result.error.code === 'expression_budget' }
  const warnings = result.warnings.map(({ message }) => message)
  return result.found
    ? { kind: 'value', value: result.value, warnings }
    : { kind: 'nothing', source: placeWords(result.source), warnings }
}

/** `Label › trackingCode` → "Label › Tracking code". */
function placeWords(source: string): string {
  const [root = '', ...path] = source.split(' › ')
  return [root, ...path.map(inWords)].join(' › ')
}

async function decide(condition: Condition, scope: Scope) {
  const { evaluateCondition } = await import('@patchbay/mapping/condition')
  const result = await evaluateCondition(condition, scope, runner)
  return result.ok ? { holds: result.value, because: result.decided.text } : { wrong: result.error.message }
}

let pool: Promise<ExpressionRunner> | null = null

/** One thread for all previews of the page: expressions never run where people type. */
const runner: ExpressionRunner = {
  run: async (call) => {
    pool ??= import('@patchbay/mapping/browser').then(({ createExpressionWorker }) => createExpressionWorker())
    return (await pool).run(call)
  },
}
