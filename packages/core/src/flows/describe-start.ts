import { describeTrigger } from '@patchbay/flow/describe-trigger'
import type { Trigger } from '@patchbay/flow/document'
import { connectorManifests } from '../connectors/manifests.ts'

/** "Order paid", "When a charge is refunded", "Every day at 08:00". */
export const describeStart = (trigger: Trigger): string => describeTrigger(trigger, connectorManifests)
