import { createHash, randomBytes } from 'node:crypto'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { apiKey } from '@patchbay/db/schema'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise, type Scope } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

export type NewApiKey = { name: string; scopes: Scope[]; expiresAt?: Date | null | undefined }

const SHOWN_CHARACTERS = 10

/** `key` is shown this once: only its hash is kept. */
export async function createApiKey(
  ctx: CoreContext,
  principal: Principal,
  input: NewApiKey,
): Promise<Result<{ id: string; key: string }>> {
  const allowed = authorise(principal, 'api_key.create')
  if (!allowed.ok) return allowed
  const name = input.name.trim()
  if (name === '' || name.length > 80) return fail('invalid', 'Give the key a name of up to 80 characters.')
  if (input.scopes.length === 0) return fail('invalid', 'Choose at least one thing that the key may do.')
  if (input.expiresAt && input.expiresAt <= ctx.clock.now())
    return fail('invalid', 'Choose a day in the future for the key to expire.')
  const id = newId()
  const key = `pb_${randomBytes(32).toString('base64url')}`
  const scopes = [...new Set(input.scopes)]
  await inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    await tx.insert(apiKey).values({
      id,
      workspaceId: principal.workspaceId,
      name,
      prefix: key.slice(0, SHOWN_CHARACTERS),
      hash: hashApiKey(key),
      scopes,
      createdBy: principal.kind === 'user' ? principal.userId : null,
      expiresAt: input.expiresAt ?? null,
    })
    await writeAudit(tx, principal, {
      action: 'api_key.create',
      subjectKind: 'api_key',
      subjectId: id,
      detail: { name, scopes, expiresAt: input.expiresAt?.toISOString() ?? null },
    })
  })
  return ok({ id, key })
}

/** 256 random bits need no salt and no slow hash: nothing can be guessed. */
export const hashApiKey = (key: string): Buffer => createHash('sha256').update(key).digest()
