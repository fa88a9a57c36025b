import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { preview } from 'vite'

const gozen = process.env.GOZEN_BIN ?? '../../bin/gozen'

/** Starts gozen serve on a new database, and in front of it the page as `vite build` has left it. */
export async function startSite() {
  const folder = mkdtempSync(join(tmpdir(), 'react-notes-'))
  const [page, engine] = [await freePort(), await freePort()]
  const url = `http://localhost:${page}`
  const env = {
    ...process.env,
    DATABASE_URL: process.env.GOZEN_DATABASE ?? `file:${join(folder, 'notes.db')}`,
    AUTH_SECRET: 'a secret for tests of 32 bytes or more',
  }
  const push = spawnSync(gozen, ['db', 'push'], { env, encoding: 'utf8' })
  if (push.status !== 0) throw new Error(`gozen db push: ${push.stderr}`)
  const stop = await start(gozen, ['serve', '--origin', url, '--listen', `127.0.0.1:${engine}`], env)
  const proxy = { '/api': `http://127.0.0.1:${engine}` }
  const site = await preview({ logLevel: 'warn', preview: { host: 'localhost', port: page, strictPort: true, proxy } })
  return {
    url,
    async stop() {
      await site.close()
      await stop()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Runs gozen until it has said that it serves; returns what ends it. */
async function start(program, args, env) {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  let log = ''
  await new Promise((resolve, reject) => {
    const read = (text) => {
      log += text
      if (log.includes('database')) resolve()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    ended.then(() => reject(new Error(`${program} ended:\n${log}`)))
  })
  return async () => {
    child.kill('SIGTERM')
    await ended
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
