import { z } from 'zod'
import { codedError } from './coded-error.ts'
import type { Connector } from './connector-value.ts'
import type { CallContext } from './context.ts'
import { createActionCall } from './create-call.ts'
import { dropAbsent } from './drop-absent.ts'
import { ConnectorError } from './errors.ts'
import { issueWords } from './issue-words.ts'

/**
 * Runs one attempt of an action: input validated, outcome of a lost attempt looked for where the action can, output
 * validated. Throws `ConnectorError` only.
 */
export async function runAction(
  connector: Connector,
  actionName: string,
  input: unknown,
  context: CallContext,
): Promise<unknown> {
  const spec = connector.actions[actionName]?.spec
  if (spec === undefined)
    throw new ConnectorError('invalid_input', `${connector.manifest.title} has no action "${actionName}"`)
  const writes = spec.effect !== 'read' && spec.effect !== 'pure'
  try {
    const values = readInput(z.strictObject(spec.input), input)
    const call = createActionCall(connector, context, { name: actionName, input: values })
    const { idempotency } = spec
    const output =
      context.afterUnknown && idempotency?.kind === 'lookup'
        ? await lookOrRun(call, { find: idempotency.find, run: spec.run })
        : await spec.run(call)
    return readOutput(spec.output, output, writes)
  } catch (error) {
    throw codedError(error, { secrets: Object.values(context.credentials), writes })
  }
}

type Ways<Call> = { find(call: Call): Promise<unknown>; run(call: Call): Promise<unknown> }

/**
 * A vendor may come to the earlier attempt between the look-up and this one, which it then refuses for what is there
 * already: so a refusal is looked into once more.
 */
async function lookOrRun<Call extends Pick<CallContext, 'log'>>(
  call: Call,
  { find, run }: Ways<Call>,
): Promise<unknown> {
  const look = async (): Promise<unknown> => {
    const found = await find(call).catch(lookFailed)
    if (found !== null) call.log('info', 'The earlier attempt had been applied: its result was found')
    return found
  }
  return (
    (await look()) ??
    run(call).catch(async (error: unknown) => {
      if (!isRefusal(error)) throw error
      const found = await look()
      if (found === null) throw error
      return found
    })
  )
}

const isRefusal = (error: unknown): boolean =>
  error instanceof ConnectorError && ['invalid_input', 'conflict', 'not_found'].includes(error.code)

/** A look-up that was refused says nothing of the write it was made for: that stays unknown, and is looked for again. */
function lookFailed(error: unknown): never {
  if (!(error instanceof ConnectorError) || error.code === 'auth_expired' || error.code === 'rate_limited') throw error
  throw new ConnectorError(
    'upstream',
    `What the earlier attempt did could not be looked up: ${error.message}`,
    error.details,
  )
}

function readInput(schema: z.ZodObject, input: unknown): Record<string, unknown> {
  const parsed = schema.safeParse(dropAbsent(schema, input), { error: issueWords })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const field = issue?.path.join('.') ?? ''
  throw new ConnectorError('invalid_input', `Input "${field}": ${issue?.message ?? 'not valid'}`, { field })
}

function readOutput(schema: z.ZodType, output: unknown, writes: boolean): unknown {
  const parsed = schema.safeParse(output, { error: issueWords })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = `${issue?.path.join('.') || 'the output'}: ${issue?.message ?? 'not valid'}`
  throw new ConnectorError(writes ? 'unknown_outcome' : 'upstream', `The output is not as declared: ${where}`)
}
