import { createTransport } from 'nodemailer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SandboxClient } from './client.ts'
import { type OpenSandbox, openSandbox } from './testing/open-sandbox.ts'

let opened: OpenSandbox
let client: SandboxClient

beforeEach(async () => {
  opened = await openSandbox()
  client = opened.client('w1')
  await client.setup({ sources: {} })
})
afterEach(() => opened.close())

describe('fault switches', () => {
  it('fail the next calls with a status, count them, and are over', async () => {
    await client.switchFault('carrier', { mode: 'fail', count: 2, status: 502 })
    expect((await track()).status).toBe(502)
    expect((await client.faults()).carrier).toMatchObject({ mode: 'fail', count: 2, used: 1 })
    expect((await track()).status).toBe(502)
    expect((await track()).status).toBe(200)
    expect((await client.faults()).carrier).toMatchObject({ count: 2, used: 2 })
    expect(await effects()).toHaveLength(1)
  })

  it('take the short form that the page shows', async () => {
    expect((await client.switchFault('carrier', { fail: 2 })).carrier).toMatchObject({
      mode: 'fail',
      count: 2,
      status: 503,
    })
  })

  it('make every answer slower until switched off', async () => {
    await client.switchFault('carrier', { mode: 'slow', ms: 300 })
    const before = performance.now()
    await track()
    expect(performance.now() - before).toBeGreaterThanOrEqual(295)
    await client.clearFault('carrier')
    expect((await client.faults()).carrier).toBeNull()
  })

  it('answer 429 as the vendor does, with when to come back', async () => {
    await client.switchFault('carrier', { mode: '429', count: 1, retryAfterS: 9 })
    const answer = await track()
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toBe('9')
    expect(await answer.json()).toMatchObject({ error: { code: 'RATE_LIMITED' } })
  })

  it('garble the answer to a call that was applied', async () => {
    await client.switchFault('carrier', { mode: 'malformed', count: 1 })
    await expect((await track()).json()).rejects.toThrow()
    expect(await effects()).toHaveLength(1)
  })

  it('apply and never answer', async () => {
    await client.switchFault('carrier', { mode: 'timeout_after_apply', count: 1 })
    await expect(track(AbortSignal.timeout(200))).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(await effects()).toHaveLength(1)
    const { simulators } = await client.ledger()
    expect(simulators.easypost?.requests).toMatchObject([{ method: 'POST', path: '/v2/trackers', status: null }])
  })

  it('hang up without applying', async () => {
    await client.switchFault('carrier', { mode: 'down' })
    await expect(track()).rejects.toThrow('fetch failed')
    await client.clearFaults()
    expect(await effects()).toEqual([])
    expect((await track()).status).toBe(200)
  })

  it('share their count between the two ways of sending mail', async () => {
    await client.switchFault('mail', { mode: 'fail', count: 2 })
    await expect(sendBySmtp('one')).rejects.toMatchObject({ responseCode: 451 })
    expect((await sendBySendgrid('two')).status).toBe(503)
    expect((await client.faults()).mail).toMatchObject({ used: 2 })
    await sendBySmtp('three')
    expect((await sendBySendgrid('four')).status).toBe(202)
    expect((await client.mails()).map(({ subject, via }) => `${subject} by ${via}`).sort()).toEqual([
      'four by sendgrid',
      'three by smtp',
    ])
  })

  it('name the systems there are', async () => {
    const answer = await fetch(`${opened.url}/control/w/w1/faults/fridge`, {
      method: 'PUT',
      headers: { 'x-sandbox-token': 'made-up-sandbox-token' },
      body: '{"fail": 1}',
    })
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('carrier, payments, warehouse, crm, mail, http, shop-events')
  })
})

describe('the mail room', () => {
  it('shows a message as it was written and knows nothing of another workspace', async () => {
    await sendBySmtp('Your parcel is on its way – Malmö')
    const [listed] = await client.mails()
    expect(await client.mail(listed?.id ?? '')).toMatchObject({
      subject: 'Your parcel is on its way – Malmö',
      from: { email: 'orders@brindle.example' },
      to: [{ email: 'ilka.varro@example.com' }],
      html: '<b>Hej</b>',
    })
    expect(await opened.client('w2').mails()).toEqual([])
  })
})

function track(signal: AbortSignal | null = null): Promise<Response> {
  return post('easypost', '/v2/trackers', { tracker: { tracking_code: 'EZ1000000001' } }, signal)
}

async function effects() {
  return (await client.ledger()).simulators.easypost?.effects ?? []
}

function sendBySendgrid(subject: string): Promise<Response> {
  const to = [{ email: 'ilka.varro@example.com' }]
  const content = [{ type: 'text/plain', value: 'Hej' }]
  return post('sendgrid', '/v3/mail/send', {
    personalizations: [{ to }],
    from: { email: 'a@b.example' },
    subject,
    content,
  })
}

function sendBySmtp(subject: string): Promise<unknown> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: opened.smtpPort,
    secure: false,
    auth: { user: 'w1', pass: 'made-up' },
  })
  const message = { from: 'orders@brindle.example', to: 'ilka.varro@example.com', subject, html: '<b>Hej</b>' }
  return transport.sendMail(message)
}

function post(connector: string, path: string, body: object, signal: AbortSignal | null = null): Promise<Response> {
  const basic = Buffer.from('EZTK:').toString('base64')
  return fetch(`${opened.url}/w/w1/${connector}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: connector === 'sendgrid' ? 'Bearer SG.made-up' : `Basic ${basic}`,
    },
    body: JSON.stringify(body),
    signal,
  })
}
