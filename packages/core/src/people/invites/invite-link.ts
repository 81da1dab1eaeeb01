import type { CoreSettings } from '../../context.ts'

/** Without the proof the link leads to the invite, and the address still has to be confirmed. */
export function inviteLink({ publicUrl }: Pick<CoreSettings, 'publicUrl'>, id: string, key?: string): string {
  return `${publicUrl}/invite/${id}${key === undefined ? '' : `?key=${key}`}`
}
