import { createRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import type { CoreContext } from '@patchbay/core/context'
import type { Scope } from '@patchbay/core/people/permissions'
import type { Principal } from '@patchbay/core/principal'
import { unreadableText } from '@patchbay/core/unreadable-text'
import { createMiddleware } from 'hono/factory'
import { problemsOf } from '../problems.ts'
import { ApiFailure } from './answer.ts'
import { ApiError } from './schemas.ts'

export type ApiEnv = { Variables: { core: CoreContext; principal: Principal } }

/**
 * A group of routes; a request that does not fit its schema gets 422 (a header: 400) with the path of each problem, and
 * one with text that no database keeps 400.
 */
export const newRoutes = () =>
  new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return result.target === 'json' ? mustBeReadable(result.data) : undefined
      const problems = problemsOf(result.error)
      if (result.target === 'header') {
        throw new ApiFailure({ code: 'invalid_header', message: 'A header of the request does not fit.', problems })
      }
      throw new ApiFailure({ code: 'invalid', message: 'The request does not fit.', problems })
    },
  })

function mustBeReadable(body: unknown): void {
  const problems = unreadableText(body)
  if (problems[0] !== undefined) throw new ApiFailure({ code: 'invalid_text', message: problems[0].message, problems })
}

type Method = 'get' | 'post' | 'put' | 'delete'

type Request = NonNullable<RouteConfig['request']>

type Definition<M extends Method, P extends string, T extends z.ZodType, R extends Request> = {
  method: M
  path: P
  /** Where the one made of method and path is another route's already. */
  operationId?: string
  tag: string
  summary: string
  /** What the summary has no room for; Markdown. */
  about?: string
  scope: Scope
  /** `{}` where there is nothing to say. */
  request: R
  answer: T
}

const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } })

/** A route with the errors that every route has. */
export function define<M extends Method, P extends string, T extends z.ZodType, R extends Request>(
  definition: Definition<M, P, T, R>,
) {
  const { method, path, tag, summary, about = '', scope, request, answer } = definition
  return createRoute({
    method,
    path,
    tags: [tag],
    summary,
    operationId: definition.operationId ?? operationId(method, path),
    description: `${about === '' ? '' : `${about}\n\n`}Needs the scope \`${scope}\`.`,
    security: [{ apiKey: [] }],
    request,
    middleware: request.body?.required === false ? [emptyIsNone] : [],
    responses: {
      200: { description: 'Done', ...json(answer) },
      400: {
        description: 'The body is no JSON or holds text that cannot be kept, or a header does not fit',
        ...json(ApiError),
      },
      401: { description: 'No key, or one that is not known, expired or revoked', ...json(ApiError) },
      403: { description: 'The key lacks the scope', ...json(ApiError) },
      404: { description: 'Not in this workspace', ...json(ApiError) },
      409: { description: 'Not as things stand: `current` shows the other side', ...json(ApiError) },
      410: { description: 'Too late: it is over', ...json(ApiError) },
      415: { description: 'The body is something else than JSON', ...json(ApiError) },
      422: { description: 'Does not fit: `problems` have a path each', ...json(ApiError) },
      503: { description: 'Something that is needed does not answer', ...json(ApiError) },
    },
  })
}

export const bodyOf = <T extends z.ZodType>(schema: T) => ({ required: true, ...json(schema) })

/** A body that may be left out where nothing has to be said; `{}` then. Give a strict object: a typo is no "no". */
export const optionalBodyOf = <T extends z.ZodObject>(schema: T) => ({ required: false, ...json(schema) })

/**
 * Nothing is nothing, whatever type it is said to be of: many clients name one with every POST, and `curl -d ''` names a
 * form's.
 */
const emptyIsNone = createMiddleware<ApiEnv>(async (c, next) => {
  if (c.req.header('content-type') !== undefined && (await c.req.text()) === '') {
    const headers = new Headers(c.req.raw.headers)
    headers.delete('content-type')
    c.req.raw = new Request(c.req.raw.url, { method: c.req.raw.method, headers, signal: c.req.raw.signal })
  }
  await next()
})

export const idParam = (name: string) => z.uuid().openapi({ param: { name: 'id', in: 'path' }, description: name })

/** `?state=failed&state=retrying` */
export const listParam = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(schema).optional())

export const limitParam = z.coerce
  .number()
  .int()
  .min(1)
  .max(200)
  .optional()
  .openapi({ description: '1 to 200; 50 when left out.' })

function operationId(method: string, path: string): string {
  const words = path.split('/').filter((part) => part !== '' && !part.startsWith('{'))
  const suffix = path.includes('{') && words.length === 1 ? 'One' : ''
  return (
    [method, ...words.map((word) => word.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase()))].join(
      '',
    ) + suffix
  )
}
