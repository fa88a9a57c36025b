import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startMailbox } from './mailbox.mjs'
import { startProvider } from './provider.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const schema = join(root, '../todo/schema.zmodel')
const gozen = process.env.GOZEN_BIN ?? join(root, '../../bin/gozen')

/** Why nothing can be tested here; undefined when it can. */
export const unavailable = !existsSync(gozen)
  ? `there is no ${gozen}: make build`
  : !existsSync(join(root, '.next/BUILD_ID'))
    ? 'the site is not built: npm run build'
    : undefined

/** Starts the whole site, with somebody else to sign in with and a mailbox; all of it new. */
export async function startSite() {
  const folder = mkdtempSync(join(tmpdir(), 'nextjs-todo-'))
  const [webPort, gozenPort] = [await freePort(), await freePort()]
  const url = `http://localhost:${webPort}`
  const [mailbox, provider] = [await startMailbox(), await startProvider()]
  const env = {
    ...process.env,
    NEXT_TELEMETRY_DISABLED: '1',
    DATABASE_URL: process.env.GOZEN_DATABASE ?? `file:${join(folder, 'todo.db')}`,
    AUTH_SECRET: 'a secret for tests of 32 bytes or more',
    NEXTAUTH_SECRET: 'a secret for tests of 32 bytes or more',
    GOZEN_SERVICE_KEY: 'a-service-key-for-tests-of-32-bytes-or-more',
    GOZEN_URL: `http://127.0.0.1:${gozenPort}`,
    NEXTAUTH_URL: url,
    AUTH_URL: `${url}/gozen/auth`,
    EMAIL_SERVER: mailbox.url,
    EMAIL_FROM: 'todo@example.com',
    // next-auth's OpenID provider, and Gozen's
    OIDC_ISSUER: provider.url,
    OIDC_NAME: 'Example ID',
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    AUTH_EXAMPLE_ISSUER: provider.url,
    AUTH_EXAMPLE_NAME: 'Example ID',
    AUTH_EXAMPLE_ID: provider.clientId,
    AUTH_EXAMPLE_SECRET: provider.clientSecret,
  }
  const push = spawnSync(gozen, ['db', 'push', '--schema', schema], { env, encoding: 'utf8' })
  if (push.status !== 0) throw new Error(`gozen db push: ${push.stderr}`)
  const engine = await start(gozen, ['serve', '--schema', schema, '--compat', 'v4', '--listen', `127.0.0.1:${gozenPort}`], env, 'database')
  const web = await start(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'start', '-p', String(webPort)], env, 'Ready')
  return {
    url,
    mailbox,
    provider,
    log: () => engine.log() + web.log(),
    async stop() {
      await web.stop()
      await engine.stop()
      await mailbox.stop()
      await provider.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Runs a program until it has said that it serves. */
async function start(program, args, env, ready) {
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  const ended = once(child, 'exit')
  await new Promise((resolve, reject) => {
    const read = (text) => {
      log += text
      if (log.includes(ready)) resolve()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    ended.then(() => reject(new Error(`${program} ended:\n${log}`)))
  })
  return {
    log: () => log,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** A port that nobody listens on at the moment. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
