import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const gozen = process.env.GOZEN_BIN ?? join(root, 'bin/gozen')

/** Why nothing can be tested here, or false. js/js_test.go sees to all it takes. */
export const unavailable = existsSync(gozen) ? false : `there is no ${gozen}: make build, or run go test ./js`

export const serviceKey = 'a key of more than thirty-two bytes, for tests'.replaceAll(' ', '-')

/**
 * Pushes a schema of test/schemas into the database that GOZEN_DATABASE names,
 * which is empty, or into a new file; serves it on a unix socket until the
 * tests end. Returns what createClient takes, and `stop`. The server's environment
 * has `more`.
 */
export async function serve(schema, more = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'gozen-client-'))
  const env = {
    ...process.env,
    DATABASE_URL: process.env.GOZEN_DATABASE ?? `file:${join(folder, 'test.db')}`,
    AUTH_SECRET: 'a secret of more than thirty-two bytes, for tests',
    GOZEN_SERVICE_KEY: serviceKey,
    ...more,
  }
  const path = fileURLToPath(new URL(`../schemas/${schema}.zmodel`, import.meta.url))
  const pushed = spawnSync(gozen, ['db', 'push', '--schema', path], { env, encoding: 'utf8' })
  if (pushed.status !== 0) throw new Error(`gozen db push: ${pushed.stderr}`)
  const url = `unix:${join(folder, 'gozen.sock')}`
  const server = spawn(gozen, ['serve', '--schema', path, '--listen', url], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  server.stderr.on('data', (text) => { log += text })
  await listening(server, () => log)
  const stop = async () => {
    if (server.exitCode === null) {
      server.kill('SIGTERM')
      await once(server, 'exit')
    }
    rmSync(folder, { recursive: true, force: true })
  }
  return { url, serviceKey, provider: env.DATABASE_URL.startsWith('postgres') ? 'postgresql' : 'sqlite', stop, log: () => log, database: env.DATABASE_URL }
}

/** Waits until the server says what it serves. */
async function listening(server, log) {
  let said = ''
  for await (const text of server.stdout) {
    said += text
    if (/^ +database /m.test(said)) {
      server.stdout.resume()
      return
    }
  }
  throw new Error(`gozen serve ended: ${log()}`)
}
