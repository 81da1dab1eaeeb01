import type { z } from 'zod'
import type { Problem } from './problem.ts'
import { type Result, refuse, succeed } from './result.ts'

/** Deeper than any mapping a person makes; far below what would exhaust a stack. */
const MAX_NESTING = 64

/**
 * Reads a value of a schema. `raw` may be any value at all, cyclic and endlessly deep ones included. Problems point at
 * the step and the field inside it.
 */
export function parseWith<T>(schema: z.ZodType<T>, raw: unknown): Result<T, Problem[]> {
  if (isTooDeep(raw)) {
    const message = `Values may be nested at most ${MAX_NESTING} deep.`
    return refuse([{ code: 'schema_too_deep', severity: 'error', message }])
  }
  const parsed = schema.safeParse(raw)
  if (parsed.success) return succeed(parsed.data)
  return refuse(parsed.error.issues.map((issue) => toProblem(issue, raw)))
}

function toProblem(issue: z.core.$ZodIssue, raw: unknown): Problem {
  const deepest = deepestIssue(issue)
  const path = deepest.path.map(String)
  const stepId = path[0] === 'steps' ? stepIdAt(raw, Number(path[1])) : null
  const field = (stepId === null ? path : path.slice(2)).join('.')
  const where = field === '' ? 'What was given' : `“${field}”`
  return {
    code: `schema_${deepest.code}`,
    severity: 'error',
    message: `${where} has the wrong shape. ${deepest.message}.`,
    ...(stepId === null ? {} : { stepId }),
    ...(field === '' ? {} : { field }),
  }
}

/** Of a union's failed alternatives, the issue furthest in: that is the alternative that was meant. */
function deepestIssue(issue: z.core.$ZodIssue): { code: string; path: PropertyKey[]; message: string } {
  if (issue.code !== 'invalid_union') return { code: String(issue.code), path: issue.path, message: issue.message }
  return issue.errors
    .flat()
    .map((inner) => deepestIssue(inner))
    .map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))
    .reduce((deepest, inner) => (inner.path.length > deepest.path.length ? inner : deepest), {
      code: issue.code,
      path: issue.path,
      message: issue.message,
    })
}

function stepIdAt(raw: unknown, index: number): string | null {
  if (typeof raw !== 'object' || raw === null || !('steps' in raw) || !Array.isArray(raw.steps)) return null
  const step: unknown = raw.steps[index]
  if (typeof step !== 'object' || step === null || !('id' in step)) return null
  return typeof step.id === 'string' ? step.id : null
}

/** Level by level, not by recursion: the value may be deeper than the stack. */
function isTooDeep(raw: unknown): boolean {
  let level = new Set([raw])
  for (let depth = 0; depth <= MAX_NESTING; depth += 1) {
    const inner = [...level].flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    )
    level = new Set(inner)
    if (level.size === 0) return false
  }
  return true
}
