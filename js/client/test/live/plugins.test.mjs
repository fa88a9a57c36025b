import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { createClient, definePlugin, enhance, ORMError, Prisma } from '../../index.mjs'
import { serve, unavailable } from './serve.mjs'

async function failure(work) {
  return work.then((value) => assert.fail(`nothing was thrown, but this was returned: ${JSON.stringify(value)}`), (error) => error)
}

/** What zod's z.object({ [name]: z.number().optional() }) is to a plugin. */
const numbers = (...names) => ({
  shape: Object.fromEntries(names.map((name) => [name, {}])),
  safeParse: (value) => {
    const issues = Object.keys(value).filter((key) => value[key] !== undefined && typeof value[key] !== 'number').map((key) => ({ path: [key], message: 'expected number' }))
    return issues.length > 0 ? { success: false, error: { issues } } : { success: true, data: value }
  },
})

describe('plugins', { skip: unavailable }, () => {
  let server
  let db
  before(async () => {
    server = await serve('shop')
    db = createClient({ ...server, transactionOptions: { maxWait: 30_000, timeout: 60_000 } })
  })
  after(async () => {
    await db?.$disconnect()
    await server?.stop()
  })
  beforeEach(async () => {
    for (const model of ['post', 'tag', 'asset', 'user']) await db[model].deleteMany()
    await db.user.create({ data: { id: 'ada', email: 'ada@example.com', name: 'Ada', secret: 's' } })
    await db.user.create({ data: { id: 'bob', email: 'bob@example.com', posts: { create: { id: 1, title: 'x' } } } })
  })

  describe('add fields to results', () => {
    const label = definePlugin({
      id: 'label',
      result: {
        user: { label: { needs: { name: true, email: true }, compute: (user) => `${user.name} <${user.email}>` }, short: { compute: () => 'short' } },
        Post: { loud: { needs: { title: true }, compute: ({ title }) => title.toUpperCase() } },
      },
    })
    const c = () => db.$use(label)
    const key = { where: { id: 'ada' } }

    test('to whole rows', async () => {
      const user = await c().user.findUnique(key)
      assert.deepEqual([user.label, user.short, user.name], ['Ada <ada@example.com>', 'short', 'Ada'])
      assert.equal((await c().user.findMany()).every((row) => row.short === 'short'), true)
      assert.equal(await c().user.findUnique({ where: { id: 'nobody' } }), null)
      assert.equal((await c().user.create({ data: { email: 'eve@example.com' } })).label, 'null <eve@example.com>')
    })
    test('as select and omit say, with what they need taken away again', async () => {
      assert.deepEqual(await c().user.findUnique({ ...key, select: { label: true, name: true } }), { name: 'Ada', label: 'Ada <ada@example.com>' })
      assert.deepEqual(await c().user.findUnique({ ...key, select: { short: true } }), { short: 'short' })
      assert.deepEqual(await c().user.findUnique({ ...key, select: { id: true, label: false } }), { id: 'ada' })
      const { label: made, email, ...rest } = await c().user.findUnique({ ...key, omit: { email: true, short: true } })
      assert.deepEqual([made, email, 'short' in rest], ['Ada <ada@example.com>', undefined, false])
      assert.equal('label' in (await c().user.findUnique({ ...key, omit: { label: true } })), false)
    })
    test('whatever the client or the schema leaves out', async () => {
      const other = db.$setOptions({ omit: { user: { email: true } } }).$use({ id: 'x', result: { user: { hint: { needs: { secret: true, email: true }, compute: (u) => u.secret + u.email } } } })
      const user = await other.user.findUnique(key)
      assert.deepEqual([user.hint, 'secret' in user, 'email' in user], ['sada@example.com', false, false])
    })
    test('at every depth', async () => {
      const user = await c().user.findUnique({ where: { id: 'bob' }, include: { posts: { include: { author: { select: { label: true } } } } } })
      assert.deepEqual(user.posts.map((post) => [post.loud, post.author]), [['X', { label: 'null <bob@example.com>' }]])
      assert.deepEqual(await c().post.findFirst({ select: { author: { select: { short: true } } } }), { author: { short: 'short' } })
      assert.deepEqual(await c().user.findFirst({ where: { id: 'bob' }, select: { posts: true } }), { posts: [{ id: 1, title: 'x', published: false, authorId: 'bob', loud: 'X' }] })
      assert.deepEqual((await c().user.findUnique({ where: { id: 'bob' } }).posts()).map((post) => post.loud), ['X'])
    })
    test('in transactions and for enhanced clients, not to counts', async () => {
      const [user, n] = await c().$transaction([c().user.findUnique(key), c().user.count()])
      assert.deepEqual([user.short, n], ['short', 2])
      assert.equal((await enhance(c(), { user: { id: 'ada' } }).user.findUnique(key)).short, 'short')
      assert.deepEqual(await c().user.updateMany({ ...key, data: { name: 'A' } }), { count: 1 })
      assert.equal('label' in (await c().$unuse('label').user.findUnique(key)), false)
    })
    test('of each schema their own, though the plugins are the same', async () => {
      const plugins = [{ id: 'x', result: { $allModels: { n: { compute: () => 1 } } } }]
      const one = { name: 'One', fields: {}, idFields: [], uniqueFields: {} }
      const other = createClient({ ...server, plugins, schema: { provider: { type: 'sqlite' }, models: { One: one }, plugins: {} } })
      const mine = createClient({ ...server, plugins })
      await failure(other.one.findMany())
      assert.equal((await mine.user.findUnique(key)).n, 1)
      await Promise.all([other.$disconnect(), mine.$disconnect()])
    })
    test('which must be none that there are, of fields that there are', async () => {
      for (const [result, message] of [
        [{ user: { name: { compute: () => 1 } } }, /has a field name/], [{ user: { x: { needs: { posts: true }, compute: () => 1 } } }, /needs posts/],
        [{ user: { x: { needs: { nothing: true }, compute: () => 1 } } }, /needs nothing/], [{ nobody: { x: { compute: () => 1 } } }, /no model nobody/], [{ user: { x: {} } }, /compute/],
      ]) {
        const error = await failure(db.$use({ id: 'wrong', result }).user.findMany())
        assert.equal(error.reason, 'config-error')
        assert.match(error.message, message)
      }
    })
  })

  describe('add arguments', () => {
    const cached = (seen) => ({
      id: 'cache', queryArgs: { $read: numbers('ttl'), upsert: numbers('n'), $create: numbers('m') },
      onQuery: async ({ args, proceed }) => { seen.push(args?.ttl ?? args?.n ?? args?.m); return proceed(args) },
    })
    test('that hooks see and the server does not', async () => {
      const seen = []
      const c = db.$use(cached(seen))
      assert.equal((await c.user.findMany({ ttl: 5 })).length, 2)
      assert.equal(await c.user.count({ ttl: 6 }), 2)
      await c.tag.create({ data: { name: 'x' }, m: 7 })
      await c.tag.upsert({ where: { name: 'x' }, create: { name: 'x' }, update: {}, n: 8, m: 9 })
      assert.deepEqual(seen, [5, 6, 7, 8])
    })
    test('which are checked', async () => {
      const c = db.$use(cached([]))
      const error = await failure(c.user.findMany({ ttl: 'x' }))
      assert.ok(error instanceof ORMError)
      assert.deepEqual([error.reason, error.model, error.meta.issues], ['invalid-input', 'User', [{ path: 'ttl', message: 'expected number' }]])
      for (const work of [db.user.findMany({ ttl: 5 }), c.user.deleteMany({ ttl: 5 }), c.user.findMany({ m: 5 })]) assert.equal((await failure(work)).reason, 'invalid-input')
    })
  })

  describe('see mutations', () => {
    const watcher = (seen, more = {}) => ({
      id: 'watch',
      onEntityMutation: {
        beforeEntityMutation: async ({ model, action, loadBeforeMutationEntities }) => { seen.push(['before', model, action, (await loadBeforeMutationEntities())?.map((row) => row.name)]) },
        afterEntityMutation: async ({ action, loadAfterMutationEntities, beforeMutationEntities }) => {
          seen.push(['after', action, (await loadAfterMutationEntities())?.map((row) => row.name), beforeMutationEntities?.length])
        },
        ...more,
      },
    })
    const c = (seen, more) => db.$use(watcher(seen, more))
    test('of each kind', async () => {
      for (const [work, ...want] of [
        [(t) => t.tag.create({ data: { name: 'a' } }), ['before', 'Tag', 'create', undefined], ['after', 'create', ['a'], undefined]],
        [(t) => t.tag.create({ data: { name: 'b' }, select: { posts: true } }), ['before', 'Tag', 'create', undefined], ['after', 'create', ['b'], undefined]],
        [(t) => t.tag.createMany({ data: [{ name: 'c' }] }), ['before', 'Tag', 'create', undefined], ['after', 'create', undefined, undefined]],
        [(t) => t.tag.createManyAndReturn({ data: [{ name: 'd' }] }), ['before', 'Tag', 'create', undefined], ['after', 'create', ['d'], undefined]],
        [(t) => t.tag.update({ where: { name: 'a' }, data: { name: 'z' } }), ['before', 'Tag', 'update', ['a']], ['after', 'update', ['z'], 1]],
        [(t) => t.user.updateMany({ where: { name: 'Ada' }, data: { name: 'A' } }), ['before', 'User', 'update', ['Ada']], ['after', 'update', ['A'], 1]],
        [(t) => t.tag.upsert({ where: { name: 'b' }, create: { name: 'b' }, update: {} }), ['before', 'Tag', 'update', ['b']], ['after', 'update', ['b'], 1]],
        [(t) => t.tag.upsert({ where: { name: 'e' }, create: { name: 'e' }, update: {} }), ['before', 'Tag', 'create', undefined], ['after', 'create', ['e'], undefined]],
        [(t) => t.tag.delete({ where: { name: 'e' } }), ['before', 'Tag', 'delete', ['e']], ['after', 'delete', undefined, 1]],
        [(t) => t.tag.deleteMany({ where: { name: 'd' } }), ['before', 'Tag', 'delete', ['d']], ['after', 'delete', undefined, 1]],
      ]) {
        const seen = []
        await work(c(seen))
        assert.deepEqual(seen, want)
      }
      assert.deepEqual(await c([]).tag.create({ data: { name: 'y' }, select: { posts: true } }), { posts: [] })
    })
    test('which they can prevent, and undo', async () => {
      const stop = () => { throw new Error('stop') }
      assert.equal((await failure(c([], { beforeEntityMutation: stop }).tag.create({ data: { name: 'a' } }))).message, 'stop')
      assert.equal((await failure(c([], { afterEntityMutation: stop, runAfterMutationWithinTransaction: true }).tag.create({ data: { name: 'b' } }))).message, 'stop')
      assert.equal(await db.tag.count(), 0)
      assert.equal((await failure(c([], { afterEntityMutation: stop }).tag.create({ data: { name: 'c' } }))).message, 'stop')
      assert.equal(await db.tag.count(), 1)
    })
    test('after the commit', async () => {
      const seen = []
      const error = await failure(c(seen).$transaction(async (tx) => {
        await tx.tag.create({ data: { name: 'a' } })
        throw new Error('stop')
      }))
      assert.deepEqual([error.message, seen.length], ['stop', 1])
      await c(seen).$transaction(async (tx) => {
        await tx.tag.create({ data: { name: 'a' } })
        assert.equal(seen.length, 2)
      })
      assert.deepEqual(seen.at(-1), ['after', 'create', ['a'], undefined])
    })
    test('with a client whose own calls they do not see', async () => {
      let times = 0
      const counted = db.$use({ id: 'x', onEntityMutation: { afterEntityMutation: async ({ client }) => { times++; await client.tag.create({ data: { name: `n${times}` } }) } } })
      await counted.tag.create({ data: { name: 'a' } })
      assert.deepEqual([times, await db.tag.count()], [1, 2])
    })
  })

  test('listeners are told what is asked', async () => {
    const seen = []
    const errors = []
    const other = createClient({ ...server })
    const heard = other.$on('query', ({ query, params, duration, timestamp }) => { seen.push([query, params, typeof duration, timestamp instanceof Date]) })
    other.$on('error', ({ message }) => { errors.push(message) })
    await enhance(heard, { user: { id: 'ada' } }).user.findUnique({ where: { id: 'ada' } })
    await heard.$transaction([heard.user.count(), heard.tag.count()])
    await heard.$queryRaw`SELECT id FROM "User" WHERE id = ${'ada'}`
    await failure(heard.user.findUniqueOrThrow({ where: { id: 'nobody' } }))
    assert.deepEqual(seen.map(([query, params]) => [query, params]), [
      ['User.findUnique', '{"where":{"id":"ada"}}'], ['User.count; Tag.count', '[{},{}]'], ['SELECT id FROM "User" WHERE id = ?', '["ada"]'],
      ['User.findUniqueOrThrow', '{"where":{"id":"nobody"}}'],
    ])
    assert.deepEqual([seen.every((event) => event[2] === 'number' && event[3]), errors], [true, ['Record not found']])
    assert.throws(() => db.$on('beforeExit', () => {}), /knows query/)
    await other.$disconnect()
  })

  describe("extend the client in Prisma's way", () => {
    test('queries, from the one named to all', async () => {
      const seen = []
      const hook = (name) => async ({ model, operation, args, query }) => { seen.push(`${name} ${model}.${operation}`); return query(args) }
      const c = db.$extends({
        name: 'log',
        query: { user: { findMany: ({ args, query }) => query({ ...args, where: { id: 'ada' } }), $allOperations: hook('user') }, $allModels: { count: hook('count'), $allOperations: hook('models') }, $allOperations: hook('all') },
      })
      assert.equal((await c.user.findMany()).length, 1)
      assert.equal(await c.tag.count(), 0)
      assert.deepEqual(seen, ['all User.findMany', 'models User.findMany', 'user User.findMany', 'all Tag.count', 'models Tag.count', 'count Tag.count'])
    })
    test('results, models and the client', async () => {
      const extension = Prisma.defineExtension({
        result: { user: { shout: { needs: { name: true }, compute: (user) => () => user.name.toUpperCase() } } },
        model: {
          user: { async named(name) { return Prisma.getExtensionContext(this).findMany({ where: { name } }) } },
          $allModels: { async any() { return (await this.count()) > 0 }, whose() { return Prisma.getExtensionContext(this).$name } },
        },
        client: { $greet(name) { return `hello ${name}, ${typeof this.user.findMany}` } },
      })
      const c = db.$extends(extension)
      const [ada] = await c.user.named('Ada')
      assert.equal(ada.shout(), 'ADA')
      assert.deepEqual([await c.tag.any(), await c.user.any(), c.tag.whose(), c.$greet('x')], [false, true, 'Tag', 'hello x, function'])
      const own = enhance(c, { user: { id: 'bob' } })
      assert.equal((await own.user.named('Ada')).length, 1)
      assert.equal(await own.post.any(), true)
      assert.equal(await enhance(c).post.any(), false)
      await c.$transaction(async (tx) => assert.equal(await tx.user.any(), true))
      assert.equal(db.user.named, undefined)
    })
    test('several, and functions', async () => {
      const c = db.$extends((client) => client.$extends({ client: { $a: () => 1 } })).$extends({ client: { $b: () => 2 } })
      assert.deepEqual([c.$a(), c.$b()], [1, 2])
    })
  })
})
