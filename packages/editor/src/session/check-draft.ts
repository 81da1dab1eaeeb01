import type { ConnectorManifest } from '@patchbay/connector-sdk/manifest'
import type { Change } from '@patchbay/flow/change'
import { changesBetween } from '@patchbay/flow/changes'
import { checkCron } from '@patchbay/flow/check-cron'
import type { FlowDocument } from '@patchbay/flow/document'
import type { Problem } from '@patchbay/flow/problem'
import { type ValidateOptions, validate } from '@patchbay/flow/validate'
import { checkExpression } from '@patchbay/mapping/check-expression'
import { expressionTypes } from '@patchbay/mapping/expression-types'

type Around = {
  manifests: Readonly<Record<string, ConnectorManifest>>
  connections: readonly { id: string; connector: string; environment: string; name: string }[]
  /** Names of the workspace's variables. */
  variables: readonly string[]
  /** Undefined until they are known: what another flow takes is then not checked. */
  flows?: ValidateOptions['flows']
  /** Undefined until they are known: who is asked is then not checked. */
  people?: ValidateOptions['people']
  /** The flow whose draft it is. */
  flowId?: string
}

export type Checked = { problems: Problem[]; changes: Change[] }

/** What publishing a draft would say, and what it would change on the live version, worked out in the browser. */
export function checkDraft(document: FlowDocument, live: FlowDocument | null, around: Around): Checked {
  const manifests = { ...around.manifests }
  const { connections, variables, flows, people, flowId } = around
  return {
    problems: validate(document, {
      manifests,
      connections,
      variables,
      checkExpression,
      expressionTypes,
      checkCron,
      ...(flows === undefined ? {} : { flows }),
      ...(people === undefined ? {} : { people }),
      ...(flowId === undefined ? {} : { flowId }),
    }),
    changes: live === document ? [] : changesBetween(live, document, { manifests, connections }),
  }
}
