import type { WebhookAuth } from '@patchbay/flow/document'
import { boolean, index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, workspaceId } from './columns.ts'

/** An address that events come in at: of a connection (vendor events) or of one trigger (plain webhook). */
export const source = pgTable(
  'source',
  {
    id: id(),
    workspaceId: workspaceId(),
    /** Last part of the address; 128 random bits. */
    address: text('address').notNull(),
    kind: text('kind').$type<'vendor' | 'webhook'>().notNull(),
    connector: text('connector'),
    connectionId: uuid('connection_id'),
    flowId: uuid('flow_id'),
    stepId: text('step_id'),
    /** Plain webhooks only; vendors' signatures are data of the connector's manifest. */
    auth: jsonb('auth').$type<WebhookAuth>(),
    secretId: uuid('secret_id'),
    enabled: boolean('enabled').notNull().default(true),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('source_address').on(t.address),
    index('source_connection').on(t.connectionId),
    uniqueIndex('source_step').on(t.flowId, t.stepId),
  ],
)
