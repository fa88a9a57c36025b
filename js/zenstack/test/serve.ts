import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const gozen = process.env.GOZEN_BIN!

/** Serves schema.zmodel from the database that GOZEN_DATABASE names, and says where. */
export async function serve() {
  const folder = mkdtempSync(join(tmpdir(), 'gozen-zenstack-'))
  const env = { ...process.env, DATABASE_URL: process.env.GOZEN_DATABASE!, AUTH_SECRET: 'a secret of more than thirty-two bytes, for tests' }
  const pushed = spawnSync(gozen, ['db', 'push', '--schema', 'schema.zmodel'], { env, encoding: 'utf8' })
  if (pushed.status !== 0) throw new Error(`gozen db push: ${pushed.stderr}`)
  const server = spawn(gozen, ['serve', '--schema', 'schema.zmodel', '--listen', '127.0.0.1:0'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  server.stderr!.on('data', (text) => { log += text })
  const stop = async () => {
    if (server.exitCode === null) {
      server.kill('SIGTERM')
      await once(server, 'exit')
    }
    rmSync(folder, { recursive: true, force: true })
  }
  let said = ''
  for await (const text of server.stdout!) {
    said += text
    const at = /^ +data +(\S+)$/m.exec(said)
    if (at && /^ +database /m.test(said)) {
      server.stdout!.resume()
      return { endpoint: at[1]!, stop }
    }
  }
  throw new Error(`gozen serve ended: ${log}`)
}
