import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import address from '../dist/transport/address.js'
import connection from '../dist/transport/connection.js'
import transport from '../dist/transport/pool.js'

const { parseAnswer, ConnectionError } = connection
const { parseAddress } = address

const ok = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'
const answers = {
  'with a length': [`${ok}Content-Length: 4\r\n\r\nnull`, 'null'],
  'whose length counts bytes': [`${ok}content-length: 4\r\n\r\n"é"`, '"é"'],
  'in chunks': [`${ok}Transfer-Encoding: chunked\r\n\r\n2\r\nnu\r\n2;x=y\r\nll\r\n0\r\n\r\n`, 'null'],
  'in chunks with trailers': [`${ok}Transfer-Encoding: chunked\r\n\r\n4\r\nnull\r\n0\r\nA: b\r\n\r\n`, 'null'],
}
for (const [name, [text, body]] of Object.entries(answers)) {
  const bytes = Buffer.from(text)
  test(`an answer ${name} is read`, () => assert.deepEqual(parseAnswer(bytes), { status: 200, body, last: false, rest: 0 }))
  test(`an answer ${name} is complete at its last byte, not before`, () => {
    for (let i = 0; i < bytes.length; i++) assert.equal(typeof parseAnswer(bytes.subarray(0, i)), 'number', `at ${i}`)
  })
}

const wrong = {
  'no HTTP': 'SSH-2.0-OpenSSH\r\n\r\n',
  'no length': `${ok}\r\nnull`,
  'a chunk of no size': `${ok}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
}
for (const [name, text] of Object.entries(wrong)) {
  test(`${name} is an error`, () => assert.throws(() => parseAnswer(Buffer.from(text))))
}

test('addresses', () => {
  const hosts = (url) => {
    const { host, prefix } = parseAddress(url)
    return [host, prefix]
  }
  assert.deepEqual(hosts('http://db:3000'), ['db:3000', ''])
  assert.deepEqual(hosts('https://example.com/base/'), ['example.com', '/base'])
  assert.deepEqual(hosts('http://[::1]:3000'), ['[::1]:3000', ''])
  assert.deepEqual(hosts('unix:/run/gozen.sock'), ['localhost', ''])
  for (const url of ['localhost:3000', 'ftp://x', 'http://user:word@x', 'x']) assert.throws(() => parseAddress(url), TypeError, url)
})

/** Answers each connection by what handle writes; it gets the requests one by one. */
async function serving(t, handle) {
  let connections = 0
  const server = createServer((socket) => {
    connections++
    socket.on('error', () => {})
    socket.on('data', (data) => handle(socket, data.toString(), connections))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const pool = new transport.Pool({ address: parseAddress(`http://127.0.0.1:${server.address().port}`), key: 'k', connections: 2, requestTimeout: 5000 })
  t.after(() => pool.close())
  return { pool, connections: () => connections }
}

const answer = (body) => `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

test('many calls go over few connections, each answered with its own', async (t) => {
  const { pool, connections } = await serving(t, (socket, text) => setImmediate(() => socket.write(answer(text.split('\r\n\r\n')[1]))))
  const bodies = Array.from({ length: 100 }, (_, i) => `{"n":${i}}`)
  const all = await Promise.all(bodies.map((body) => pool.request('POST', '/query', body, {})))
  assert.deepEqual(all.map((r) => r.body), bodies)
  assert.equal(connections(), 2)
})

test("a transaction's request does not wait behind those that wait for it", async (t) => {
  const blocked = []
  const { pool } = await serving(t, (socket, text) => {
    if (!text.includes('commit')) return void blocked.push(socket)
    socket.write(answer('null'))
    for (const other of blocked) other.write(answer('1'))
  })
  const waiting = [1, 2].map(() => pool.request('POST', '/query', '{}', {}))
  while (blocked.length < 2) await new Promise((resolve) => setImmediate(resolve))
  assert.equal((await pool.request('POST', '/commit', '{}', { urgent: true })).body, 'null')
  await Promise.all(waiting)
})

test('a read whose connection dies before an answer is asked again, a write is not', async (t) => {
  const { pool, connections } = await serving(t, (socket, _, n) => (n === 1 ? socket.destroy() : socket.write(answer('2'))))
  assert.equal((await pool.request('POST', '/query', '{}', { repeatable: true })).body, '2')
  assert.equal(connections(), 2)
  const lost = await serving(t, (socket) => socket.destroy())
  await assert.rejects(lost.pool.request('POST', '/query', '{}', {}), ConnectionError)
  assert.equal(lost.connections(), 1)
})

test('a long answer in many pieces is put together', async (t) => {
  const body = JSON.stringify('x'.repeat(3_000_000))
  const { pool } = await serving(t, (socket) => socket.write(answer(body)))
  assert.equal((await pool.request('POST', '/query', '{}', {})).body, body)
})

test('a connection that the server has closed meanwhile is not used again', async (t) => {
  const { pool, connections } = await serving(t, (socket) => socket.end(answer('1')))
  for (let i = 1; i <= 3; i++) {
    assert.equal((await pool.request('POST', '/query', '{}', {})).body, '1')
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    assert.equal(connections(), i)
  }
})

test('an answer that nobody asked for ends the connection, not the program', async (t) => {
  const { pool } = await serving(t, (socket) => socket.write(answer('1') + answer('2')))
  await assert.rejects(pool.request('POST', '/query', '{}', {}), { name: 'ConnectionError', message: /nobody asked/ })
})

test('an answer that does not come is not waited for for ever', async (t) => {
  const server = createServer(() => {}).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const pool = new transport.Pool({ address: parseAddress(`http://127.0.0.1:${server.address().port}`), key: 'k', connections: 1, requestTimeout: 20 })
  await assert.rejects(pool.request('POST', '/query', '{}', {}), { name: 'ConnectionError', message: /no answer within 20 ms/ })
})
