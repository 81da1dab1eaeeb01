import { randomBytes, randomUUID } from 'node:crypto'
import { closeDatabase, openDatabase } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { workspace } from '@patchbay/db/schema'
import { createSignIns, type SignIns } from '@patchbay/vault/sign-ins'
import { createVault, type Vault } from '@patchbay/vault/vault'
import { oauthOf } from '../connections/oauth-of.ts'
import type { CoreContext } from '../context.ts'
import type { ConnectionTestResult } from '../ports/engine.ts'
import type { Principal, Role } from '../principal.ts'

export type TestCore = {
  ctx: CoreContext
  vault: Vault
  signIns: SignIns
  /** Of the vault. */
  secretKey: string
  /** What was asked of the engine, in order. */
  asked: {
    kind: 'release' | 'cancel' | 'test' | 'lookup' | 'run_test' | 'preview_bulk'
    target: Record<string, unknown>
  }[]
  told: string[]
  /** What the next connection tests answer. */
  answerTests(result: ConnectionTestResult): void
  newWorkspace(): Promise<{ workspaceId: string; as: (role: Role) => Principal }>
  close(): Promise<void>
}

/** Use cases on a real database and vault; the engine is a port, and here a list of what it was asked. */
export function openCore(appUrl: string, vendorOrigins: Record<string, string> = {}): TestCore {
  const db = openDatabase(appUrl)
  const keys = { db, secretKey: randomBytes(32).toString('base64') }
  const vault = createVault(keys)
  const signIns = createSignIns({ ...keys, oauthOf, origins: vendorOrigins })
  const asked: TestCore['asked'] = []
  const told: string[] = []
  let testResult: ConnectionTestResult = { ok: true, account: 'Brindle Goods' }
  const ctx: CoreContext = {
    db,
    vault,
    signIns,
    checkExpression: () => null,
    expressionTypes: () => null,
    clock: { now: () => new Date() },
    notify: (channel, message) => told.push(`${channel} ${message}`),
    engine: {
      releaseStep: async (target) => void asked.push({ kind: 'release', target }),
      cancelRun: async (target) => void asked.push({ kind: 'cancel', target }),
      testConnection: async (target) => {
        asked.push({ kind: 'test', target })
        return testResult
      },
      answerLookup: async (target) => {
        asked.push({ kind: 'lookup', target })
        return 'timed_out'
      },
      runTest: async (target) => {
        asked.push({ kind: 'run_test', target })
        return 'timed_out'
      },
      previewBulk: async (target) => {
        asked.push({ kind: 'preview_bulk', target })
        return 'timed_out'
      },
      startTest: async (target) => {
        asked.push({ kind: 'run_test', target })
        return 'timed_out'
      },
    },
    settings: {
      publicUrl: 'http://127.0.0.1:3000',
      vendorOrigins,
      ingressUrl: 'http://127.0.0.1:3001',
      sandbox: { url: 'http://127.0.0.1:3002', smtp: { host: '127.0.0.1', port: 3003 }, token: 'token', origins: {} },
    },
  }
  return {
    ctx,
    vault,
    signIns,
    secretKey: keys.secretKey,
    asked,
    told,
    answerTests: (result) => {
      testResult = result
    },
    async newWorkspace() {
      const workspaceId = randomUUID()
      await inWorkspace(db, workspaceId, (tx) =>
        tx.insert(workspace).values({ id: workspaceId, name: 'Brindle Goods' }),
      )
      return {
        workspaceId,
        as: (role) => ({ kind: 'user', userId: randomUUID(), name: `Tamsin, ${role}`, workspaceId, role }),
      }
    },
    close: () => closeDatabase(db),
  }
}
