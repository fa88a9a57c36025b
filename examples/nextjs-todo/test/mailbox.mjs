import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

/** Starts an SMTP server that keeps what it is sent: as much of RFC 5321 as that takes. */
export async function startMailbox() {
  const mails = []
  let arrived = () => {}
  const deliver = (mail) => {
    mails.push(mail)
    arrived()
  }
  const server = createServer((socket) => converse(socket, deliver)).listen(0, '127.0.0.1')
  await once(server, 'listening')

  /** Resolves to the link in the mail to an address, when it has come. */
  async function linkTo(address) {
    for (;;) {
      const i = mails.findIndex(({ to }) => to.includes(address))
      if (i >= 0) return mails.splice(i, 1)[0].text.match(/https?:\S+\/callback\/\S+/)[0]
      await new Promise((resolve) => { arrived = resolve })
    }
  }

  return {
    url: `smtp://127.0.0.1:${server.address().port}`,
    linkTo,
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}

async function converse(socket, deliver) {
  socket.on('error', () => {})
  const say = (text) => socket.write(`${text}\r\n`)
  say('220 mailbox')
  let mail = { to: [], text: '' }
  let reading = false
  for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
    if (reading && line === '.') {
      reading = false
      deliver({ ...mail, text: decoded(mail.text) })
      mail = { to: [], text: '' }
      say('250 kept')
    } else if (reading) {
      mail.text += `${line.replace(/^\./, '')}\n`
    } else if (/^RCPT TO:/i.test(line)) {
      mail.to.push(line.slice(8).replace(/[<>]/g, '').trim())
      say('250 ok')
    } else if (/^DATA/i.test(line)) {
      reading = true
      say('354 go on')
    } else if (/^QUIT/i.test(line)) {
      say('221 bye')
      socket.end()
    } else {
      say('250 ok') // EHLO, MAIL FROM, RSET
    }
  }
}

/** Quoted-printable text as it was; links have equals signs and are long. */
const decoded = (text) => text.replace(/=\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
