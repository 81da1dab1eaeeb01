export type Letter = {
  /** The first line, large. */
  title: string
  /** Paragraphs of plain text. */
  lines: readonly string[]
  /** The one thing to do. */
  action?: { label: string; url: string }
  /** Instead of an action: equals, of which one is to be chosen. */
  choices?: readonly { label: string; url: string }[]
  /** Small, at the end: why they get this, and how long it holds. */
  foot?: string
}

/** Mail of Patchbay as text and as HTML that says the same. Everything given is text: none of it can bring markup along. */
export function writeLetter({ title, lines, action, choices = [], foot }: Letter): { text: string; html: string } {
  const links = [...(action === undefined ? [] : [action]), ...choices]
  const text = [title, ...lines, ...links.map(({ label, url }) => `${label}:\n${url}`), foot]
    .filter((part) => part !== undefined)
    .join('\n\n')
  const html = [
    '<div style="max-width:520px;margin:0 auto;font:15px/24px system-ui,sans-serif;color:#181c19">',
    '<p style="margin:0 0 16px;font-size:13px;color:#62665f">Patchbay</p>',
    `<h1 style="margin:0 0 12px;font-size:22px;line-height:28px">${escapeHtml(title)}</h1>`,
    ...lines.map((line) => `<p style="margin:0 0 12px;white-space:pre-line">${escapeHtml(line)}</p>`),
    ...(action === undefined ? [] : [button(action)]),
    ...(choices.length === 0 ? [] : [`<p style="margin:20px 0">${choices.map(choice).join('\n')}</p>`]),
    ...(foot === undefined
      ? []
      : [`<p style="margin:20px 0 0;font-size:13px;line-height:20px;color:#62665f">${escapeHtml(foot)}</p>`]),
    '</div>',
  ].join('\n')
  return { text, html }
}

const button = ({ label, url }: { label: string; url: string }): string => {
  const href = escapeHtml(url)
  return `<p style="margin:20px 0"><a href="${href}" style="display:inline-block;padding:10px 18px;border-radius:7px;background:#181c19;color:#fff;text-decoration:none;font-weight:600">${escapeHtml(label)}</a></p><p style="margin:0;font-size:13px;line-height:20px;color:#62665f;word-break:break-all">${href}</p>`
}

const choice = ({ label, url }: { label: string; url: string }): string =>
  `<a href="${escapeHtml(url)}" style="display:inline-block;margin:0 8px 8px 0;padding:10px 18px;border:1px solid #878680;border-radius:7px;color:#181c19;text-decoration:none;font-weight:600">${escapeHtml(label)}</a>`

const NAMED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => NAMED[letter] ?? letter)
