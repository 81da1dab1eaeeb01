import { randomBytes } from 'node:crypto'
import { type ConnectorManifest, type FieldSpec, WEBHOOK_SECRET_FIELD } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'
import type { Problem } from '@patchbay/flow/problem'
import { fail, ok, type Result } from '../result.ts'

export type ConnectionValues = { secrets: Record<string, string>; settings: Record<string, Json> }

type Given = {
  values: Record<string, Json>
  environment: 'live' | 'sandbox'
  /** Secrets are there already: what is not typed in stays, so none is made up. */
  keepsSecrets?: boolean
}

/**
 * What a person typed in, checked against the connector's fields and parted: secrets for the vault, settings for the
 * connection. A sandbox connection needs nothing: what is missing is made up, as its vendor is.
 */
export function splitValues(manifest: ConnectorManifest, given: Given): Result<ConnectionValues> {
  const problems: Problem[] = []
  const secrets: Record<string, string> = {}
  const settings: Record<string, Json> = {}
  for (const field of manifest.auth.fields) {
    const value = givenOrDefault(field, given)
    const problem = checkField(field, value, given.environment)
    if (problem !== null) problems.push(problem)
    else if (value === undefined || value === null) continue
    else if (field.type === 'secret') secrets[field.name] = String(value)
    else settings[field.name] = value
  }
  for (const name of Object.keys(given.values)) {
    if (manifest.auth.fields.some((field) => field.name === name)) continue
    problems.push(problemOf('value_unknown', name, `${manifest.title} has no field "${name}". Remove it.`))
  }
  if (problems.length > 0) return fail('invalid', problems.map((problem) => problem.message).join(' '), { problems })
  return ok({ secrets, settings })
}

/** A made-up credential for a sandbox: it opens nothing anywhere. */
export const madeUpSecret = (): string => `sandbox-${randomBytes(18).toString('base64url')}`

function givenOrDefault(field: FieldSpec, given: Given): Json | undefined {
  const typed = Object.hasOwn(given.values, field.name) ? given.values[field.name] : undefined
  if (typed !== undefined && typed !== null && typed !== '') return typed
  if (field.default !== undefined) return field.default
  if (given.environment === 'sandbox' && field.type === 'secret') return given.keepsSecrets ? undefined : madeUpSecret()
  if (given.environment === 'sandbox' && field.required && field.type === 'text') return 'sandbox'
  return undefined
}

function checkField(field: FieldSpec, value: Json | undefined, environment: 'live' | 'sandbox'): Problem | null {
  const { name, label } = field
  if (value === undefined || value === null) {
    const needed = field.required && environment === 'live' && name !== WEBHOOK_SECRET_FIELD
    return needed ? problemOf('value_missing', name, `Fill in "${label}".`) : null
  }
  const isNumber = field.type === 'number' || field.type === 'integer'
  if (isNumber && typeof value !== 'number') return problemOf('value_type', name, `"${label}" takes a number.`)
  if (field.type === 'boolean' && typeof value !== 'boolean') {
    return problemOf('value_type', name, `"${label}" takes yes or no.`)
  }
  const isText =
    field.type === 'text' || field.type === 'longText' || field.type === 'secret' || field.type === 'choice'
  if (isText && typeof value !== 'string') return problemOf('value_type', name, `"${label}" takes text.`)
  if (field.choices !== undefined && !field.choices.some((choice) => choice.value === value)) {
    const choices = field.choices.map((choice) => choice.value).join(', ')
    return problemOf('value_choice', name, `"${label}" takes one of: ${choices}.`)
  }
  return null
}

const problemOf = (code: string, name: string, message: string): Problem => ({
  code,
  severity: 'error',
  message,
  field: `values.${name}`,
})
