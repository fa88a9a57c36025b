import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { Response } from '../transport/connection'

/**
 * Asks the server for its schema and blocks until the answer is here. Which
 * members a client has must be known when one is named, before anything can be
 * awaited; so another thread asks while this one waits.
 */
export function loadBlocking(url: string, key: string, timeout: number): Response {
  const signal = new Int32Array(new SharedArrayBuffer(4))
  const { port1, port2 } = new MessageChannel()
  // The program is given as text: bundlers lose files that nobody imports.
  const worker = new Worker(program, {
    eval: true,
    execArgv: [],
    workerData: { url, key, signal, port: port2 },
    transferList: [port2],
  })
  worker.unref()
  const outcome = Atomics.wait(signal, 0, 0, timeout)
  const message = receiveMessageOnPort(port1)?.message as (Response & { error?: string }) | undefined
  port1.close()
  void worker.terminate()
  if (!message) throw new Error(outcome === 'timed-out' ? `no answer within ${timeout} ms` : 'the schema could not be asked for')
  if (message.error !== undefined) throw new Error(message.error)
  return message
}

const program = `
const { workerData: { url, key, signal, port } } = require('node:worker_threads')
const done = (message) => {
  port.postMessage(message)
  Atomics.store(signal, 0, 1)
  Atomics.notify(signal, 0)
}
const unix = url.startsWith('unix:') ? url.slice(5) : undefined
const base = unix ? new URL('http://localhost') : new URL(url)
const { request } = require(base.protocol === 'https:' ? 'node:https' : 'node:http')
const path = base.pathname.replace(/\\/+$/, '') + '/api/service/schema'
const where = unix ? { socketPath: unix, path } : { host: base.hostname.replace(/^\\[|\\]$/g, ''), port: base.port, path }
request({ ...where, headers: { Authorization: 'Bearer ' + key } }, (answer) => {
  let body = ''
  answer.setEncoding('utf8')
  answer.on('data', (part) => { body += part })
  answer.on('end', () => done({ status: answer.statusCode, body }))
  answer.on('error', (error) => done({ error: error.message }))
}).on('error', (error) => done({ error: error.message || error.code })).end()
`
