import type { Json } from '@patchbay/flow/json'

/** What a plain webhook's trigger gives to its flow. */
export type WebhookTriggerEvent = { body: Json; headers: Record<string, string> }
