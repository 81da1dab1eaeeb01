import type { AlertKind } from '@patchbay/db/schema'
import type { JsonObject } from '@patchbay/flow/json'
import type { AlertWords } from './alert-words.ts'

export type ChannelEvent = {
  kind: AlertKind | 'test'
  alertId: string | null
  subjectId: string | null
  runId: string | null
  count: number
}

/** What is posted to a channel: Slack's message for an incoming webhook, or our own event as JSON. */
export function channelBody(
  kind: 'slack' | 'webhook',
  { words, event, publicUrl }: { words: AlertWords; event: ChannelEvent; publicUrl: string },
): JsonObject {
  const url = `${publicUrl}${words.action.path}`
  if (kind === 'webhook')
    return {
      type: `alert.${event.kind}`,
      data: { ...event, title: words.title, lines: words.lines, action: { label: words.action.label, url } },
    }
  return {
    text: `${escapeSlack(words.title)} ${url}`,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: words.title.slice(0, 150) } },
      { type: 'section', text: { type: 'mrkdwn', text: words.lines.map(escapeSlack).join('\n').slice(0, 2900) } },
      {
        type: 'actions',
        elements: [{ type: 'button', text: { type: 'plain_text', text: words.action.label }, url }],
      },
    ],
  }
}

/** A customer's name must not ping a channel or hide a link. */
const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
