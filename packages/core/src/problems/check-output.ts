import { issueWords, placeWords } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'
import type { Problem } from '@patchbay/flow/problem'
import { z } from 'zod'
import { manifestOf } from '../connectors/manifests.ts'

const MAX_TOLD = 5

/** Where a value that a person supplies is not what the action gives by its manifest; empty where it fits, or nobody can tell. */
export function checkOutput(connector: string, action: string, output: Json): Problem[] {
  const schema = manifestOf(connector)?.actions[action]?.output
  if (schema === undefined) return []
  const checked = z.fromJSONSchema(schema).safeParse(output, { error: issueWords })
  if (checked.success) return []
  return checked.error.issues.slice(0, MAX_TOLD).map((issue) => ({
    severity: 'error',
    code: 'output_misfit',
    message: `${placeWords(issue.path) || 'The output'} ${issue.message}`,
    ...(issue.path.length === 0 ? {} : { field: issue.path.join('.') }),
  }))
}
