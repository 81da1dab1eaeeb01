/** What a key may be allowed, in words a person chooses by. */
export const scopes = [
  { scope: 'flows:read', word: 'See flows' },
  { scope: 'flows:write', word: 'Change flows' },
  { scope: 'flows:publish', word: 'Publish and switch flows' },
  { scope: 'flows:start', word: 'Start flows' },
  { scope: 'runs:read', word: 'See runs' },
  { scope: 'runs:write', word: 'Retry, cancel and decide' },
  { scope: 'approvals:write', word: 'Answer any approval' },
  { scope: 'deliveries:read', word: 'See deliveries' },
  { scope: 'deliveries:write', word: 'Replay deliveries' },
  { scope: 'connections:read', word: 'See connections' },
  { scope: 'connections:write', word: 'Add and test connections' },
] as const

export type Scope = (typeof scopes)[number]['scope']

export const scopeWord = (scope: string): string => scopes.find((each) => each.scope === scope)?.word ?? scope
