import type { Json, JsonObject } from '@patchbay/flow/json'

export type AuditFacts = {
  action: string
  subjectKind: string
  /** What it is called now; null when it is gone or has no name. */
  subjectName: string | null
  detail: JsonObject
}

/** What somebody did, as the end of a sentence that begins with their name: "published v15 of Order journey". */
export function auditWords(entry: AuditFacts): string {
  const say = SAY[entry.action]
  return say === undefined ? `did “${entry.action}” to ${nameOf(entry)}` : say(entry.detail, nameOf(entry))
}

export const hasAuditWords = (action: string): boolean => Object.hasOwn(SAY, action)

type Say = (detail: JsonObject, name: string) => string

const KIND_WORDS: Record<string, string> = {
  flow: 'a flow',
  connection: 'a connection',
  delivery: 'an event',
  alert_channel: 'somewhere',
  oauth_app: 'a vendor',
  sample: 'a flow',
  run: 'a run',
  approval: 'an approval',
  problem: 'a problem',
  bulk_job: 'a bulk job',
  // Its name is that of the run it is about.
  decision: 'a run',
  api_key: 'an API key',
  member: 'somebody',
  invite: 'an invite',
  workspace: 'the workspace',
}

function nameOf({ subjectKind, subjectName, detail }: AuditFacts): string {
  return text(detail['name']) ?? subjectName ?? KIND_WORDS[subjectKind] ?? subjectKind
}

const text = (value: Json | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null

const invited = (detail: JsonObject): string => text(detail['email']) ?? 'whoever holds a link'

const reason = (detail: JsonObject): string => {
  const why = text(detail['reason'])
  return why === null ? '' : `: ${why}`
}

const SAY: Record<string, Say> = {
  'workspace.create': (_detail, name) => `created the workspace ${name}`,
  'workspace.change': changedWorkspace,
  'workspace.leave': () => 'left the workspace',
  'workspace.hand_over': (_detail, name) => `handed the ownership over to ${name}`,
  'erasure.request': (detail) => ERASURE_WORDS[text(detail['step']) ?? ''] ?? 'asked for a person’s data to be erased',
  'member.change': (detail, name) => `made ${name} ${article(text(detail['to']) ?? 'member')}`,
  'member.remove': (_detail, name) => `removed ${name}`,
  'invite.create': (detail) =>
    detail['way'] === 'link'
      ? `made a link that invites ${article(text(detail['role']) ?? 'member')}`
      : `${detail['again'] === true ? 'sent the invite again to' : 'invited'} ${invited(detail)} as ${text(detail['role']) ?? 'member'}`,
  'invite.revoke': (detail) => `took back the invite of ${invited(detail)}`,
  'invite.accept': (detail) =>
    `joined as ${text(detail['role']) ?? 'member'}, invited by ${text(detail['invitedBy']) ?? 'somebody'}`,
  'account.change': (detail) => ACCOUNT_WORDS[text(detail['change']) ?? ''] ?? 'changed their account',
  'connection.create': (detail, name) =>
    `added the ${detail['environment'] === 'sandbox' ? 'sandbox ' : ''}connection ${name}`,
  'connection.replace_secret': (_detail, name) => `gave ${name} a new key`,
  'connection.revoke': (_detail, name) => `revoked ${name}`,
  'connection.rename': (_detail, name) => `renamed a connection to ${name}`,
  'connection.sign_in': (_detail, name) => `signed in anew for ${name}`,
  'connection.set_access': (_detail, name) => `said who may use ${name}`,
  'connection.test': (detail, name) => `tested ${name}: ${detail['ok'] === true ? 'it works' : 'it does not work'}`,
  'oauth_app.set': (detail, name) => `set the OAuth app of ${text(detail['connector']) ?? name}`,
  'oauth_app.remove': (detail, name) => `removed the OAuth app of ${text(detail['connector']) ?? name}`,
  'flow.create': (_detail, name) => `created ${name}`,
  'flow.rename': (_detail, name) => `renamed or moved ${name}`,
  'flow.duplicate': (_detail, name) => `duplicated ${name}`,
  'flow.archive': (_detail, name) => `archived ${name}`,
  'flow.import': (_detail, name) => `imported ${name}`,
  'flow.restore': (detail, name) => `took ${version(detail)}${name} back into its draft`,
  'flow.go_live': (detail, name) => `took ${name} live${inVersion(detail)}`,
  'flow.test_live': (_detail, name) => `tested a step of ${name} with a live account`,
  'sample.keep': (_detail, name) => `changed the samples of ${name}`,
  'alert.mute': (detail) => (detail['lifted'] === true ? 'switched alerts on again' : 'muted alerts for everybody'),
  'alert.channels': (detail, name) => `${detail['removed'] === true ? 'removed' : 'added'} the alert channel ${name}`,
  'flow.edit': (_detail, name) => `changed the draft of ${name}`,
  'flow.set_webhook_secret': (_detail, name) => `set the secret of a webhook of ${name}`,
  'flow.publish': (detail, name) => `published ${version(detail)}${name}`,
  'flow.switch': (detail, name) => `switched ${name} ${detail['enabled'] === true ? 'on' : 'off'}${reason(detail)}`,
  'flow.start': (_detail, name) => `started ${name}`,
  'delivery.replay': () => 'brought an event in again',
  'run.cancel': (detail, name) =>
    `cancelled ${name}${detail['undo'] === true ? ' and asked for what it had done to be undone' : ''}`,
  'run.pause': (_detail, name) => `paused ${name}`,
  'run.resume': (_detail, name) => `let ${name} go on`,
  'run.retry': (_detail, name) => `retried ${name}`,
  'run.again': (_detail, name) => `ran ${name} again`,
  'decision.decide': decided,
  'approval.decide': (detail, name) => `${detail['verdict'] === 'refused' ? 'refused' : 'approved'} what ${name} asked`,
  'problem.settle': settledProblem,
  'problem.edit_input': (detail, name) => `changed what ${quoted(detail['step'])} sends for ${name}`,
  'bulk.start': (detail) =>
    `${BULK_WORDS[text(detail['action']) ?? ''] ?? 'did something to'} ${several(detail['total'], 'run')}${detail['total'] === 1 ? '' : ' at once'}`,
  'bulk.stop': () => 'stopped a bulk job',
  'api_key.create': (_detail, name) => `made the API key “${name}”`,
  'api_key.revoke': (_detail, name) => `revoked the API key “${name}”`,
}

const quoted = (name: Json | undefined): string => `“${text(name) ?? 'a step'}”`

const BULK_WORDS: Record<string, string> = {
  retry: 'retried',
  edit: 'changed what is sent and retried',
  supply: 'supplied the output of a step for',
  skip: 'skipped a step of',
  cancel: 'cancelled',
}

function decided(detail: JsonObject, name: string): string {
  const step = text(detail['step'])
  const about = step === null ? name : `“${step}” of ${name}`
  if (detail['verdict'] === 'ask') return `had the vendor asked once more about ${about}`
  return `decided about ${about}: ${answerOf(detail)}`
}

/** As the button said that was pressed. */
function answerOf({ verdict, kind, byHand }: JsonObject): string {
  const done = verdict !== 'again'
  if (kind === 'unknown') return done ? 'it went through' : 'it did not go through, send it again'
  if (kind !== 'undo') return done ? 'it was done' : 'do it again'
  if (done) return 'it is undone'
  // It was not always written down whether there was an undo to try again.
  return byHand === undefined ? 'it is not undone' : byHand === true ? 'it may stay' : 'it is not undone, try again'
}

function settledProblem(detail: JsonObject, name: string): string {
  const how = text(detail['how'])
  if (how === 'dismissed') return `dismissed ${several(detail['count'], 'problem')}${reason(detail)}`
  if (how === 'reopened') return 'opened dismissed problems again'
  return `${how === 'skipped' ? 'skipped' : 'supplied the output of'} ${quoted(detail['step'])} for ${name}`
}

/** "1 run", "18 runs", "many runs" where it was not written down how many. */
const several = (count: Json | undefined, word: string): string =>
  `${text(count) ?? 'many'} ${word}${count === 1 ? '' : 's'}`

const ERASURE_WORDS: Record<string, string> = {
  asked: 'asked for a person’s data to be erased',
  confirmed: 'had a person’s data erased',
  stopped: 'stopped the erasure of a person’s data',
}

const ACCOUNT_WORDS: Record<string, string> = {
  name: 'changed their name',
  password: 'changed their password',
  password_reset: 'chose a new password by mail',
  address: 'confirmed their e-mail address',
  session_ended: 'signed one of their devices out',
  sessions_ended: 'signed all their other devices out',
}

const SETTING_WORDS: Record<string, string> = {
  name: 'name',
  timeZone: 'time zone',
  currency: 'currency',
  keepSucceededDays: 'time that succeeded runs are kept',
  keepFailedDays: 'time that failed runs are kept',
  keepPayloadDays: 'time that what was said is kept',
  keepMetadataDays: 'time that runs stay listed',
  keepKeyDays: 'time that keys of events are kept',
  runsAtOnce: 'number of runs at once',
  variables: 'variables',
}

function changedWorkspace(detail: JsonObject): string {
  if (detail['sandbox'] !== undefined) return 'had the sandbox laid out'
  const parts = Object.keys(SETTING_WORDS).flatMap((field) =>
    detail[field] === undefined ? [] : (SETTING_WORDS[field] ?? []),
  )
  const last = parts.pop()
  if (last === undefined) return 'changed the workspace'
  return `changed the ${parts.length === 0 ? last : `${parts.join(', ')} and ${last}`} of the workspace`
}

function version(detail: JsonObject): string {
  const number = text(detail['number']) ?? text(detail['version'])
  return number === null ? '' : `v${number} of `
}

function inVersion(detail: JsonObject): string {
  const number = text(detail['number'])
  return number === null ? '' : ` with v${number}`
}

const article = (word: string): string => `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`
