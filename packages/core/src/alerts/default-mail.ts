import { type AlertKind, alertKinds } from '@patchbay/db/schema'

const MANAGERS: readonly string[] = ['owner', 'admin']

/** What somebody is mailed about who has chosen nothing: who answers for the workspace hears of everything. */
export const defaultMail = (role: string): readonly AlertKind[] => (MANAGERS.includes(role) ? alertKinds : [])
