export type Letter = {
  /** The first line, large. */
  title: string
  /** Paragraphs of plain text. */
  lines: readonly string[]
  /** The one thing to do. */
  action?: { label: string; url: string }
  /** Small, at the end: why they get this, and how long it holds. */
  foot?: string
}

/** Mail of Patchbay as text and as HTML that says the same. Everything given is text: none of it can bring markup along. */
export function writeLetter({ title, lines, action, foot }: Letter): { text: string; html: string } {
  const text = [title, ...lines, ...(action === undefined ? [] : [`${action.label}:\n${action.url}`]), foot]
    .filter((part) => part !== undefined)
    .join('\n\n')
  const html = [
    '<div style="max-width:520px;margin:0 auto;font:15px/24px system-ui,sans-serif;color:#181c19">',
    '<p style="margin:0 0 16px;font-size:13px;color:#62665f">Patchbay</p>',
    `<h1 style="margin:0 0 12px;font-size:22px;line-height:28px">${escapeHtml(title)}</h1>`,
    ...lines.map((line) => `<p style="margin:0 0 12px;white-space:pre-line">${escapeHtml(line)}</p>`),
    ...(action === undefined ? [] : [button(action)]),
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

const NAMED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => NAMED[letter] ?? letter)
