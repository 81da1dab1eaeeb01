import { z } from 'zod'
import { parseWith } from '../parse-with.ts'
import type { Problem } from '../problem.ts'
import type { Result } from '../result.ts'
import type { Operation } from './operation.ts'
import { operationSchemas } from './operation-schemas.ts'

/** Reads an operation that came over the network. Problems' fields are paths in the operation. */
export function parseOperation(raw: unknown): Result<Operation, Problem[]> {
  return parseWith(operationSchema, raw)
}

const { addStep, ...others } = operationSchemas
const singleSchema = z.discriminatedUnion('kind', [addStep, ...Object.values(others)])

const batchSchema = z.strictObject({
  kind: z.literal('batch'),
  operations: z.array(z.lazy(() => operationSchema)).max(500),
})

const operationSchema: z.ZodType<Operation> = z.union([singleSchema, batchSchema])
