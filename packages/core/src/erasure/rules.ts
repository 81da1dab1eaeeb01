/** How a table is freed of a person, column by column; a test holds that none is forgotten. */
export type TableRule = {
  /** Primary key: columns with their types. */
  key: readonly (readonly [column: string, type: 'uuid' | 'integer' | 'bigint' | 'text'])[]
  /** JSON, in which values are taken out and the structure stays. */
  json?: readonly string[]
  /** JSON of sentences, of which only the name is taken out. */
  words?: readonly string[]
  /** Text, of which only the name is taken out. */
  text?: readonly string[]
  /** The run it belongs to: nothing of an open one is changed. */
  run?: 'run_id' | 'id'
  /** In SQL, of a row `t`: still at work. It is left, and looked at again later; without a uuid, when its run is. */
  open?: string
  /** With `open`: the column that says when the row came in. One from after the erasure was asked is not waited for. */
  since?: string
  /** Columns that stay, by why. `place`: handled with what refers to it. */
  kept: Partial<Record<'ours' | 'hash' | 'team' | 'encrypted' | 'place', string>>
}

const id = [['id', 'uuid']] as const

/** Tables that hold what customers' systems said, and what was made of it. */
export const RULES: Record<string, TableRule> = {
  run: {
    key: id,
    text: ['subject', 'search_text', 'reason', 'order_key', 'lent_key', 'entity'],
    run: 'id',
    kept: {
      ours: 'plan_hash state reason_code failed_step_id random parent_iteration forgotten',
      team: 'cancel_requested_by unwinding_by paused_by',
    },
  },
  step_run: {
    key: id,
    words: ['error', 'notes', 'input_notes'],
    run: 'run_id',
    kept: { ours: 'step_id iteration kind effect state port', hash: 'idempotency_key' },
  },
  step_history: {
    key: id,
    words: ['error', 'notes'],
    text: ['why'],
    run: 'run_id',
    kept: { ours: 'step_id iteration kind effect state port', team: 'replaced_by' },
  },
  attempt: { key: id, words: ['error'], run: 'run_id', kept: { ours: 'outcome' } },
  step_log: { key: [['id', 'bigint']], json: ['data'], text: ['message'], run: 'run_id', kept: { ours: 'level' } },
  once_result: {
    key: [
      ['step_run_id', 'uuid'],
      ['generation', 'integer'],
      ['name', 'text'],
    ],
    json: ['result'],
    run: 'run_id',
    kept: { hash: 'name' },
  },
  run_answer: { key: [['delivery_id', 'uuid']], json: ['body'], run: 'run_id', kept: {} },
  decision: {
    key: id,
    json: ['answer'],
    text: ['question', 'note'],
    run: 'run_id',
    kept: { ours: 'state verdict kind', team: 'decided_by' },
  },
  problem: {
    key: id,
    text: ['cause', 'order_key', 'note'],
    run: 'run_id',
    kept: { ours: 'step_id kind connector code field state how', team: 'settled_by' },
  },
  bulk_item: { key: id, json: ['preview'], text: ['error'], run: 'run_id', kept: { ours: 'state outcome' } },
  bulk_job: {
    key: id,
    json: ['params'],
    text: ['cause'],
    open: `t.state = 'running'`,
    since: 'created_at',
    kept: { ours: 'action state', team: 'actor stopped_by' },
  },
  approval: {
    key: id,
    json: ['facts', 'answers'],
    text: ['question', 'note'],
    run: 'run_id',
    kept: { ours: 'state form verdict', team: 'approvers decided_by' },
  },
  event_wait: {
    key: id,
    text: ['key_text'],
    run: 'run_id',
    kept: { ours: 'iteration state', hash: 'key_hash' },
  },
  gather: {
    key: id,
    text: ['key'],
    run: 'run_id',
    open: `t.state = 'open'`,
    since: 'first_at',
    kept: { ours: 'kind state' },
  },
  gather_item: {
    key: id,
    text: ['subject', 'search_text', 'order_key', 'entity'],
    open: `EXISTS (SELECT 1 FROM gather g WHERE g.id = t.gather_id AND g.state = 'open')`,
    since: 'received_at',
    kept: {},
  },
  order_turn: {
    key: [['id', 'bigint']],
    text: ['order_key'],
    open: `EXISTS (SELECT 1 FROM run r WHERE r.workspace_id = t.workspace_id AND r.order_key = t.order_key AND r.finished_at IS NULL)`,
    since: 'due_at',
    kept: {},
  },
  awaited_event: {
    key: id,
    text: ['subject'],
    open: `EXISTS (SELECT 1 FROM event_wait w JOIN run r ON r.id = w.run_id WHERE w.awaited_event_id = t.id AND r.finished_at IS NULL)`,
    since: 'received_at',
    kept: { hash: 'key_hash' },
  },
  sample: { key: id, json: ['item', 'outputs'], text: ['name'], kept: { team: 'created_by' } },
  test_run: {
    key: id,
    json: ['work', 'preview'],
    words: ['notes'],
    text: ['sample_label', 'reason'],
    open: `t.finished_at IS NULL AND t.created_at > now() - interval '1 day'`,
    since: 'created_at',
    kept: { ours: 'kind step_id environment state failed_step_id', team: 'requested_by' },
  },
  step_test: {
    key: id,
    json: ['input', 'output', 'log'],
    words: ['error', 'notes'],
    open: `t.state = 'running' AND t.started_at > now() - interval '1 day'`,
    since: 'started_at',
    kept: {
      ours: 'step_id iteration kind effect fingerprint state port environment',
      hash: 'idempotency_key',
      team: 'requested_by',
    },
  },
  lookup_answer: { key: id, json: ['question', 'answer'], kept: { hash: 'key' } },
  alert_message: {
    key: id,
    json: ['body'],
    text: ['last_error'],
    open: `t.state = 'queued'`,
    since: 'created_at',
    kept: { ours: 'state' },
  },
  system_mail: {
    key: id,
    text: ['to', 'subject', 'text', 'html', 'last_error', 'dedupe_key'],
    open: `t.state = 'queued'`,
    since: 'created_at',
    kept: { ours: 'kind state' },
  },
  audit_entry: {
    key: id,
    json: ['detail'],
    kept: { ours: 'action subject_kind', team: 'actor_kind actor_id actor_name subject_id' },
  },
}

/** Handled by passes of their own: bodies and what refers to them. */
export const PLACES: Record<string, string> = {
  payload: 'kind raw json preview',
  blob: 'place sha256',
  blob_chunk: 'data',
  delivery: 'origin vendor_id topic headers state reason_code reason requested_by',
}

/** What people of the team have made or set. It is theirs to change: mentions are counted and shown, not erased. */
export const MENTIONS: Record<string, readonly string[]> = {
  flow: ['name', 'draft', 'switch_reason'],
  flow_version: ['document', 'note'],
  draft_change: ['operation', 'inverse'],
  connection: ['name', 'account', 'settings', 'state_reason'],
  workspace: ['name', 'variables'],
}

/** Why nothing of these is looked at. */
export const EXEMPT: Record<string, string> = {
  account: 'members: removed on the Members page, or by their own account',
  invitation: 'members: revoked on the Members page',
  member: 'members',
  organization: 'the team itself',
  rate_limit: 'members: minutes only',
  session: 'members: ends with their sign-in',
  user: 'members: an account of its own',
  verification: 'members: hours only',
  alert: 'our own words and figures',
  alert_channel: 'the team’s own channels',
  alert_mute: 'the team’s own choice',
  alert_setting: 'the team’s own choice',
  api_key: 'the team’s own keys; only a hash is kept',
  approval_link: 'a hash',
  draft_author: 'the team’s own names',
  erasure: 'the request itself: whom it is about is forgotten with its end',
  erasure_learnt: 'what is being looked for: forgotten with the end of the request',
  event_key: 'hashes',
  flow_trigger: 'as published: a copy of what the flow says',
  former_schedule: 'as published: a copy of what the flow said',
  oauth_app: 'the team’s own apps',
  plan: 'as published: a compiled copy of what the flow says, by content hash',
  secret: 'encrypted, and of the team’s own accounts',
  sign_in_attempt: 'minutes only, and of the team’s own accounts',
  source: 'our own addresses',
}
