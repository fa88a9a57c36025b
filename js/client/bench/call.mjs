// What a call costs over the engine's own time, on a unix socket.
//
//   go build -o bin/gozen ./cmd/gozen && npm run bench
//
// The engine's own time is what the server's log says that it took between the
// request's last header and the answer's last byte. The client's processor time
// does not depend on what else the machine does.
import { createClient } from '../index.mjs'
import { serve } from '../test/live/serve.mjs'

const server = await serve('shop')
const db = createClient(server)
await db.user.create({ data: { id: 'ada', email: 'ada@example.com', posts: { createMany: { data: Array.from({ length: 20 }, (_, i) => ({ title: `${i}` })) } } } })

const calls = {
  'findUnique': () => db.user.findUnique({ where: { id: 'ada' } }),
  'findUnique with 20 related rows': () => db.user.findUnique({ where: { id: 'ada' }, include: { posts: true } }),
  'update': () => db.user.update({ where: { id: 'ada' }, data: { name: 'Ada' } }),
  'count, rules in force': () => db.$setAuth({ id: 'ada' }).post.count(),
}

const median = (list) => list.sort((a, b) => a - b)[list.length >> 1]

/** The engine's times of the log's last n queries, in microseconds. */
function engine(n) {
  const unit = { ns: 1e-3, 'µs': 1, us: 1, ms: 1e3, s: 1e6 }
  return server.log().match(/path=\S*\/query status=200.*took=\S+/g).slice(-n).map((line) => {
    const [, value, name] = /took=([\d.]+)(\D+)$/.exec(line)
    return Number(value) * unit[name]
  })
}

const n = 3000
console.log('call                             a call  engine    over  client cpu  64 at once, a call')
for (const [name, call] of Object.entries(calls)) {
  for (let i = 0; i < 1000; i++) await call()
  const times = []
  const before = process.cpuUsage()
  for (let i = 0; i < n; i++) {
    const start = process.hrtime.bigint()
    await call()
    times.push(Number(process.hrtime.bigint() - start) / 1e3)
  }
  const used = process.cpuUsage(before)
  await new Promise((resolve) => setTimeout(resolve, 100)) // the log comes through a pipe
  const whole = median(times)
  const own = median(engine(n))
  const start = process.hrtime.bigint()
  let left = n
  await Promise.all(Array.from({ length: 64 }, async () => { while (left-- > 0) await call() }))
  const together = Number(process.hrtime.bigint() - start) / 1e3 / n
  const column = (v) => `${v.toFixed(0)} µs`.padStart(8)
  console.log(name.padEnd(32) + column(whole) + column(own) + column(whole - own) + column((used.user + used.system) / n).padStart(12) + column(together).padStart(20))
}
await db.$disconnect()
await server.stop()
