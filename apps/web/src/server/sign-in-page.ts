import { SIGN_IN_CHANNEL } from '../features/connections/sign-in-channel.ts'

export type SignInPage = {
  ok: boolean
  message: string
  /** The sign-in that the page which began it waits for. */
  attemptId: string | null
  connectionId: string | null
  nonce: string
}

/**
 * The last page of a sign-in's own window: tells the page that began it, by a channel of this origin, and closes. It
 * loads nothing, so that it is there at once; where the browser does not let it close, it says so.
 */
export function signInPage({ ok, message, attemptId, connectionId, nonce }: SignInPage): string {
  const told = JSON.stringify({ attemptId, connectionId, message, ok }).replaceAll('<', '\\u003c')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${ok ? 'Connected' : 'Not connected'} · Patchbay</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 14px/22px "Geist Variable", system-ui, sans-serif;
  background: light-dark(#f8f8f5, #0c1112); color: light-dark(#181c19, #eaedee); }
main { max-width: 26rem; padding: 24px; }
h1 { margin: 0 0 4px; font-size: 16px; line-height: 24px; font-weight: 600; }
p { margin: 0 0 16px; color: light-dark(#444945, #b4bcbe); }
a { display: inline-block; padding: 5px 12px; border: 1px solid light-dark(#878680, #6d787b); border-radius: 7px; color: inherit; text-decoration: none; }
a:focus-visible { outline: 2px solid light-dark(#007ca3, #2fb4df); outline-offset: 2px; }
</style>
</head>
<body>
<main>
<h1>${ok ? 'Connected' : 'Not connected'}</h1>
<p role="status">${escaped(message)}</p>
<p>${attemptId === null ? '' : 'You can close this window.'}</p>
<a href="/connections${connectionId === null ? '' : `?id=${connectionId}`}">Go to Connections</a>
</main>
<script nonce="${escaped(nonce)}">
const told = ${told}
if (told.attemptId !== null) {
  const channel = new BroadcastChannel(${JSON.stringify(SIGN_IN_CHANNEL)})
  channel.postMessage(told)
  channel.close()
  if (told.ok) window.close()
}
</script>
</body>
</html>
`
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
