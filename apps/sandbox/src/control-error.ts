import { z } from 'zod'

/** What a caller of the control API did wrong, with the status it gets. */
export class ControlError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'ControlError'
    this.status = status
    this.code = code
  }
}

/** The body by its schema, or a 422 that names the field. */
export function parseBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const parsed = schema.safeParse(body ?? {})
  if (parsed.success) return parsed.data
  throw new ControlError(422, 'invalid_input', z.prettifyError(parsed.error))
}
