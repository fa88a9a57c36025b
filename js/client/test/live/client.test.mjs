import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { after, before, beforeEach, describe, test } from 'node:test'
import {
  AnyNull, createClient, DbNull, Decimal, empty, enhance, join, JsonNull, ORMError, Prisma,
  PrismaClientKnownRequestError, PrismaClientValidationError, raw, sql,
} from '../../index.mjs'
import * as imported from '../../index.mjs'
import { serve, serviceKey, unavailable } from './serve.mjs'

let server
let db
let ada
let bob

/** Runs what must fail and returns the error. */
async function failure(work) {
  return work.then((value) => assert.fail(`nothing was thrown, but this was returned: ${JSON.stringify(value)}`), (error) => error)
}

describe('a client', { skip: unavailable }, () => {
  before(async () => {
    server = await serve('shop')
    // A busy machine may take longer than a transaction may by default.
    db = createClient({ ...server, transactionOptions: { maxWait: 30_000, timeout: 60_000 } })
  })
  after(async () => {
    await db?.$disconnect()
    await server?.stop()
  })
  beforeEach(async () => {
    for (const model of ['order', 'post', 'tag', 'sample', 'asset', 'user']) await db[model].deleteMany()
    ada = await db.user.create({ data: { id: 'ada', email: 'ada@example.com', name: 'Ada' } })
    bob = await db.user.create({ data: { id: 'bob', email: 'bob@example.com' } })
  })

  describe('has the members of its schema', () => {
    test('models by either first letter, each with its operations', () => {
      assert.deepEqual(Object.keys(db.user), Object.keys(db.User))
      assert.equal(Object.keys(db.user).length, 19)
      assert.ok('user' in db)
    })
    test('what is not there is undefined', () => {
      for (const name of ['nobody', 'USER', 'hidden', 'then', 'toJSON', '$nothing', 'model', 'extra']) assert.equal(db[name], undefined, name)
      assert.equal(db.user.findEverything, undefined)
      assert.equal('nobody' in db, false)
    })
    test('an async function may return it', async () => assert.equal(await (async () => db)(), db))
    test('a generated schema takes the place of the question', () => {
      const given = createClient({ url: 'unix:/nowhere', serviceKey, schema: { provider: { type: 'sqlite' }, models: { One: { name: 'One', fields: {}, idFields: [], uniqueFields: {} } }, plugins: {} } })
      assert.equal(typeof given.one.findMany, 'function')
      assert.equal(given.user, undefined)
    })
    test('both kinds of modules have one implementation', () => {
      const required = createRequire(import.meta.url)('@gozen/client')
      assert.equal(required.ORMError, ORMError)
      assert.deepEqual(Object.keys(required).sort(), Object.keys(imported).sort())
    })
  })

  describe('is lazy', () => {
    test('nothing is asked before it is awaited', async () => {
      const promise = db.tag.create({ data: { name: 'x' } })
      assert.equal(Object.prototype.toString.call(promise), '[object PrismaPromise]')
      assert.equal(await db.tag.count(), 0)
      assert.deepEqual(await promise, { name: 'x' })
    })
    test('awaited twice it asks once', async () => {
      const promise = db.tag.create({ data: { name: 'x' } })
      assert.deepEqual(await Promise.all([promise, promise.then((r) => r), promise.finally()]), [{ name: 'x' }, { name: 'x' }, { name: 'x' }])
    })
  })

  describe('follows relations from a row', () => {
    beforeEach(async () => {
      await db.profile.create({ data: { bio: 'x', userId: 'ada' } })
      for (const title of ['a', 'b']) await db.post.create({ data: { title, authorId: 'ada', published: title === 'a', tags: { create: { name: title } } } })
    })
    test('to many rows, and to one', async () => {
      const posts = await db.user.findUnique({ where: { id: 'ada' } }).posts({ orderBy: { title: 'desc' }, take: 1, select: { title: true, tags: true } })
      assert.deepEqual(posts, [{ title: 'b', tags: [{ name: 'b' }] }])
      assert.equal((await db.profile.findFirst({ select: { bio: true } }).user()).name, 'Ada')
    })
    test('several steps', async () => {
      assert.deepEqual(await db.post.findFirst({ where: { title: 'a' } }).author({ include: { posts: true } }).profile({ select: { bio: true } }), { bio: 'x' })
      assert.equal((await db.profile.findFirstOrThrow().user().posts()).length, 2)
    })
    test('after a write', async () => {
      assert.equal((await db.user.update({ where: { id: 'ada' }, data: { name: 'A' } }).posts()).length, 2)
    })
    test('null where the way ends', async () => {
      assert.equal(await db.user.findUnique({ where: { id: 'nobody' } }).posts(), null)
      assert.equal(await db.user.findUnique({ where: { id: 'bob' } }).profile(), null)
      assert.equal(await db.user.findUnique({ where: { id: 'bob' } }).profile().user(), null)
      assert.equal((await failure(db.user.findUniqueOrThrow({ where: { id: 'nobody' } }).posts())).code, 'P2025')
    })
    test('under the rules', async () => {
      const as = enhance(db, { user: bob })
      assert.deepEqual((await as.user.findUnique({ where: { id: 'ada' } }).posts()).map((post) => post.title), ['a'])
    })
    test('in a transaction, and not before it is awaited', async () => {
      const renamed = db.user.update({ where: { id: 'ada' }, data: { name: 'A' } }).posts({ select: { title: true } })
      assert.equal(await db.user.count({ where: { name: 'A' } }), 0)
      const [posts, n] = await db.$transaction([renamed, db.user.count({ where: { name: 'A' } })])
      assert.deepEqual([posts.length, n], [2, 1])
    })
    test('many rows lead nowhere', () => assert.equal(db.user.findMany().posts, undefined))
  })

  test('compares fields of a row', async () => {
    const { fields } = db.user
    assert.deepEqual(Object.keys(fields), Object.keys(db.$schema.models.User.fields).filter((name) => !['posts', 'profile', 'orders'].includes(name)))
    assert.equal(await db.user.count({ where: { id: fields.email } }), 0)
    assert.equal(await db.user.count({ where: { email: { startsWith: fields.id }, updatedAt: { gte: fields.joined } } }), 2)
    const wrong = await failure(db.user.count({ where: { name: fields.joined } }))
    assert.match(wrong.message, /expected a field of type String, received joined of type DateTime/)
  })

  test('every operation', async () => {
    const t = db.tag
    const names = (rows) => rows.map((row) => row.name)
    assert.deepEqual(await t.create({ data: { name: 'a' } }), { name: 'a' })
    assert.deepEqual(await t.createMany({ data: [{ name: 'b' }, { name: 'c' }] }), { count: 2 })
    assert.deepEqual(await t.createManyAndReturn({ data: [{ name: 'd' }] }), [{ name: 'd' }])
    assert.deepEqual(names(await t.findMany({ orderBy: { name: 'desc' }, take: 2 })), ['d', 'c'])
    assert.deepEqual(await t.findUnique({ where: { name: 'a' } }), { name: 'a' })
    assert.equal(await t.findUnique({ where: { name: 'z' } }), null)
    assert.deepEqual(await t.findUniqueOrThrow({ where: { name: 'a' } }), { name: 'a' })
    assert.deepEqual(await t.findFirst({ where: { name: { gt: 'a' } }, orderBy: { name: 'asc' } }), { name: 'b' })
    assert.deepEqual(await t.findFirstOrThrow({ where: { name: 'a' } }), { name: 'a' })
    assert.deepEqual(await t.update({ where: { name: 'a' }, data: { name: 'e' } }), { name: 'e' })
    assert.deepEqual(await t.updateMany({ where: { name: 'e' }, data: { name: 'f' } }), { count: 1 })
    assert.deepEqual(await t.updateManyAndReturn({ where: { name: 'f' }, data: { name: 'a' } }), [{ name: 'a' }])
    assert.deepEqual(await t.upsert({ where: { name: 'z' }, create: { name: 'z' }, update: {} }), { name: 'z' })
    assert.equal(await t.count(), 5)
    assert.deepEqual(await t.aggregate({ _count: true, _max: { name: true } }), { _count: 5, _max: { name: 'z' } })
    assert.deepEqual(await t.groupBy({ by: ['name'], where: { name: 'a' }, _count: true }), [{ name: 'a', _count: 1 }])
    assert.equal(await t.exists({ where: { name: 'y' } }), false)
    assert.deepEqual(await t.delete({ where: { name: 'z' } }), { name: 'z' })
    assert.deepEqual(await t.deleteMany({ where: { name: { in: ['a', 'b'] } } }), { count: 2 })
    assert.equal(await t.check({ operation: 'read' }), true)
  })

  describe('carries values', () => {
    const row = {
      id: 1, text: 'é\u0000'.replace('\u0000', '😀'), flag: true, int: -5, big: 9007199254740993n, float: 0.1,
      decimal: new Decimal('12345678901234567890.12345'), at: new Date('2024-02-03T04:05:06.789Z'),
      bytes: Uint8Array.of(0, 255, 128), json: { a: [1, null, { 'b.c': 'x' }] }, role: 'ADMIN',
    }
    const plain = (r) => ({ ...r, decimal: r.decimal.toFixed() })
    test('of every type in and out', async () => {
      const back = await db.sample.create({ data: row })
      assert.deepEqual(plain(back), plain(row))
      assert.ok(Decimal.isDecimal(back.decimal))
      const { big, decimal, at, bytes } = row
      assert.equal((await db.sample.findMany({ where: { big, decimal, at, bytes } })).length, 1)
    })
    test('of a Buffer, of dates as text, and null', async () => {
      const back = await db.sample.create({ data: { id: 2, bytes: Buffer.from('hi'), at: '2024-02-03', int: null } })
      assert.deepEqual([Buffer.from(back.bytes).toString(), back.at, back.int], ['hi', new Date('2024-02-03'), null])
    })
    test('in aggregates by their types', async () => {
      await db.sample.createMany({ data: [row, { ...row, id: 2 }] })
      const { _sum, _max } = await db.sample.aggregate({ _sum: { big: true, decimal: true }, _max: { at: true } })
      assert.equal(_sum.big, 18014398509481986n)
      assert.equal(_sum.decimal.toFixed(), '24691357802469135780.2469')
      assert.deepEqual(_max.at, row.at)
    })
    test('in relations', async () => {
      await db.order.create({ data: { shop: 's', number: 1, total: '0.10', buyer: { connect: { id: 'ada' } } } })
      const user = await db.user.findUnique({ where: { id: 'ada' }, include: { orders: true } })
      assert.equal(user.orders[0].total.plus('0.2').toString(), '0.3')
      assert.deepEqual(await db.order.findUnique({ where: { shop_number: { shop: 's', number: 1 } }, select: { number: true } }), { number: 1 })
    })
    test('of the nulls of Json', async () => {
      await db.sample.createMany({ data: [{ id: 1 }, { id: 2, json: JsonNull }, { id: 3, json: DbNull }, { id: 4, json: 1 }] })
      const ids = async (equals) => (await db.sample.findMany({ where: { json: { equals } }, orderBy: { id: 'asc' } })).map((r) => r.id)
      assert.deepEqual([await ids(JsonNull), await ids(DbNull), await ids(AnyNull)], [[2], [1, 3], [1, 2, 3]])
    })
    test('of custom types', async () => {
      const address = { street: 'a', city: 'b', zip: null }
      await db.user.update({ where: { id: 'ada' }, data: { address } })
      assert.deepEqual((await db.user.findFirst({ where: { address: { city: 'b' } } })).address, address)
    })
    test('undefined means absent', async () => {
      assert.equal(await db.user.count({ where: { id: undefined } }), 2)
      assert.equal((await db.user.update({ where: { id: 'ada' }, data: { name: undefined } })).name, 'Ada')
      const strict = createClient({ ...server, strictUndefinedChecks: true })
      assert.ok((await failure(strict.user.deleteMany({ where: { id: undefined } }))) instanceof PrismaClientValidationError)
    })
    test('rows of a base are of their models', async () => {
      await db.video.create({ data: { title: 'v', seconds: 3 } })
      const [{ id, ...asset }] = await db.asset.findMany()
      assert.deepEqual(asset, { title: 'v', kind: 'Video', seconds: 3 })
    })
  })

  describe('throws', () => {
    test("what code for Prisma, and code for ZenStack's ORMError, look at", async () => {
      const error = await failure(db.user.delete({ where: { id: 'x' } }))
      assert.ok(error instanceof ORMError && error instanceof Prisma.PrismaClientKnownRequestError && error instanceof Error)
      const { name, code, reason, model, meta } = error
      assert.deepEqual({ name, code, reason, model }, { name: 'PrismaClientKnownRequestError', code: 'P2025', reason: 'not-found', model: 'User' })
      assert.equal(meta.modelName, 'User')
    })
    test('P2002 with the fields', async () => {
      const error = await failure(db.user.create({ data: { email: 'ada@example.com' } }))
      assert.deepEqual([error.code, error.reason, error.meta.target], ['P2002', 'db-query-error', ['email']])
      assert.equal(error.dbErrorCode, server.provider === 'sqlite' ? 'SQLITE_CONSTRAINT_UNIQUE' : '23505')
      assert.doesNotMatch(error.message, /insert|ada@/i)
    })
    test('P2003 with the field, where the database tells it', async () => {
      const error = await failure(db.post.create({ data: { title: 'x', authorId: 'nobody' } }))
      assert.deepEqual([error.code, error.meta.field_name], ['P2003', server.provider === 'sqlite' ? 'foreign key' : 'authorId'])
    })
    test('a validation error for arguments of no shape, with the places', async () => {
      const error = await failure(db.user.create({ data: { emial: 'x' } }))
      assert.ok(error instanceof PrismaClientValidationError && error instanceof ORMError)
      assert.deepEqual([error.name, error.code, error.reason], ['PrismaClientValidationError', undefined, 'invalid-input'])
      assert.deepEqual(error.cause.issues.map((i) => i.path), ['data.email', 'data'])
    })
    test('P2004 for what a policy refuses', async () => {
      const own = enhance(db, { user: bob })
      const error = await failure(own.post.create({ data: { title: 'x', authorId: 'ada' } }))
      assert.ok(error instanceof PrismaClientKnownRequestError)
      const { code, reason, rejectedByPolicyReason, model, meta } = error
      assert.deepEqual({ code, reason, rejectedByPolicyReason, model }, { code: 'P2004', reason: 'rejected-by-policy', rejectedByPolicyReason: 'no-access', model: 'Post' })
      assert.equal(meta.reason, 'ACCESS_POLICY_VIOLATION')
    })
    test('what errorTransformer makes of it', async () => {
      const own = enhance(db, { user: ada }, { errorTransformer: (e) => new TypeError(`mine: ${e.code}`) })
      for (const work of [() => own.user.delete({ where: { id: 'x' } }), () => own.$transaction([own.user.delete({ where: { id: 'x' } })])]) {
        const error = await failure(work())
        assert.deepEqual([error.name, error.message], ['TypeError', 'mine: P2025'])
      }
    })
    test('an error to act on when the server is not there, or another', async () => {
      const nowhere = createClient({ url: 'unix:/nowhere.sock', serviceKey })
      assert.throws(() => nowhere.user, { name: 'PrismaClientInitializationError', code: 'P1001', message: /cannot be reached at unix:\/nowhere.sock/ })
      assert.equal((await failure(nowhere.$connect())).code, 'P1001')
      const stranger = createClient({ ...server, serviceKey: 'x'.repeat(40) })
      assert.throws(() => stranger.user, { name: 'PrismaClientInitializationError', code: 'P1010' })
      assert.throws(() => createClient({ url: server.url, serviceKey: '' }).user, { message: /GOZEN_SERVICE_KEY/ })
      assert.throws(() => createClient({ serviceKey, url: 'x' }).user, { message: /unix:/ })
    })
  })

  describe('asks as somebody', () => {
    test('the trusted client as nobody, past all rules', async () => {
      await db.post.create({ data: { title: 'x', authorId: 'ada' } })
      assert.equal(await db.post.count(), 1)
      assert.equal(db.$auth, undefined)
    })
    test('an enhanced one as its user', async () => {
      await db.post.create({ data: { title: 'x', authorId: 'ada' } })
      const mine = enhance(db, { user: { id: 'ada' } })
      assert.equal(await mine.post.count(), 1)
      assert.equal(await enhance(db, { user: bob }).post.count(), 0)
      assert.equal(await enhance(db, { user: null }).post.count(), 0)
      assert.equal(await enhance(db).post.count(), 0)
      assert.deepEqual(mine.$auth, { id: 'ada' })
      assert.equal(await db.post.count(), 1)
    })
    test('who has an id', async () => {
      for (const user of [{}, { name: 'x' }, { id: null }, { id: undefined }]) {
        for (const wrong of [() => enhance(db, { user }), () => db.$setAuth(user)]) assert.throws(wrong, { reason: 'invalid-input', message: 'Invalid user context: must have valid ID field "id"' })
        assert.equal(await db.$setAuth(user, { enforce: false }).user.count(), 2)
      }
      const late = enhance(createClient({ ...server }), { user: { name: 'x' } })
      assert.throws(() => late.post, { message: /must have valid ID field/ })
    })
    test('defaults take the user from it, enforced or not', async () => {
      assert.equal((await enhance(db, { user: ada }).post.create({ data: { title: 'x' } })).authorId, 'ada')
      const known = db.$setAuth({ id: 'bob' }, { enforce: false })
      assert.equal((await known.post.create({ data: { title: 'x' } })).authorId, 'bob')
      assert.equal(await known.post.count(), 2)
    })
    test('$setAuth enforces, $unuseAll does not', async () => {
      await db.post.create({ data: { title: 'x', authorId: 'ada' } })
      assert.equal(await db.$setAuth(undefined).post.count(), 0)
      assert.equal(await db.$setAuth(bob).$setAuth(ada).post.count(), 1)
      assert.equal(await db.$setAuth(bob).$unuseAll().post.count(), 1)
      for (const auth of [null, 'ada', 1, []]) assert.throws(() => db.$setAuth(auth), { message: 'Invalid auth object' })
    })
    test('a user with dates and nulls goes as it is', async () => {
      const mine = enhance(db, { user: await db.user.findUnique({ where: { id: 'ada' } }) })
      assert.equal((await mine.user.update({ where: { id: 'ada' }, data: { name: 'A' } })).name, 'A')
    })
    test('check tells what the rules allow', async () => {
      const nobody = enhance(db)
      assert.deepEqual([await nobody.user.check({ operation: 'read' }), await nobody.order.check({ operation: 'read' })], [true, false])
      assert.equal(await enhance(db, { user: { id: 'x', role: 'ADMIN' } }).order.check({ operation: 'create' }), true)
    })
  })

  describe('has options', () => {
    test('omit: what results lack, at every depth', async () => {
      await db.post.create({ data: { title: 'x', authorId: 'ada' } })
      const short = db.$setOptions({ omit: { user: { joined: true, updatedAt: true, secret: false }, Post: { authorId: true } } })
      assert.deepEqual(Object.keys(await short.user.findFirst({ where: { id: 'ada' } })).sort(), ['address', 'email', 'id', 'name', 'role', 'secret'])
      const { posts } = await short.user.findFirst({ where: { id: 'ada' }, include: { posts: { include: { author: { omit: { joined: false } } } } } })
      assert.deepEqual(Object.keys(posts[0]).sort(), ['author', 'id', 'published', 'title'])
      assert.ok('joined' in posts[0].author && !('updatedAt' in posts[0].author))
      assert.deepEqual(await short.user.findFirst({ where: { id: 'ada' }, select: { posts: { select: { authorId: true } } } }), { posts: [{ authorId: 'ada' }] })
      assert.ok(!('joined' in (await short.$transaction([short.user.findFirst()]))[0]))
    })
    test('allowQueryTimeOmitOverride: what is left out stays out', async () => {
      const fixed = db.$setOptions({ omit: { user: { joined: true } }, allowQueryTimeOmitOverride: false })
      for (const args of [{ omit: { joined: false } }, { select: { joined: true } }, { select: { secret: true } }, { omit: { secret: false } }]) {
        assert.equal((await failure(fixed.user.findMany(args))).reason, 'invalid-input', JSON.stringify(args))
      }
      assert.equal((await failure(fixed.post.findMany({ include: { author: { select: { joined: true } } } }))).reason, 'invalid-input')
      assert.equal((await fixed.user.findMany({ omit: { joined: true }, select: undefined })).length, 2)
    })
    test('validateInput: formats are not looked at, shapes are', async () => {
      for (const loose of [db.$setInputValidation(false), createClient({ ...server, validateInput: false })]) {
        const { id } = await loose.user.create({ data: { email: 'none' } })
        await db.user.delete({ where: { id } })
        assert.equal((await failure(loose.user.create({ data: {} }))).reason, 'invalid-input')
      }
      assert.equal((await failure(db.user.create({ data: { email: 'none' } }))).reason, 'invalid-input')
    })
    test('inputOnlyValidationForUpdate: the stored row is not looked at', async () => {
      const { id } = await db.image.create({ data: { title: 'x', width: 3 } })
      const change = { where: { id }, data: { height: 5 } }
      assert.match((await failure(enhance(db, { user: ada }).image.update(change))).message, /higher than wide/)
      const short = enhance(db, { user: ada }, { validation: { inputOnlyValidationForUpdate: true } })
      assert.equal((await short.image.update(change)).height, 5)
    })
    test('kinds: what of the enforcement runs', async () => {
      await db.post.create({ data: { title: 'x', authorId: 'ada' } })
      assert.equal(await enhance(db, { user: bob }, { kinds: ['password', 'omit', 'validation'] }).post.count(), 1)
      const shown = enhance(db, { user: ada }, { kinds: ['policy', 'password', 'validation'] })
      assert.ok('secret' in (await shown.user.findFirst()))
    })
    test('they are of the client that is told', async () => {
      const plain = db.$setOptions({})
      const other = plain.$setOptions({ reason: 'x' })
      assert.deepEqual([other.$options, plain.$options], [{ reason: 'x' }, {}])
    })
  })

  describe('slices', () => {
    const sliced = (slicing) => db.$setOptions({ slicing })
    test('models', async () => {
      const c = sliced({ includedModels: ['User', 'Post'], excludedModels: ['Post'] })
      assert.deepEqual([typeof c.user, c.post, c.tag], ['object', undefined, undefined])
      for (const args of [{ include: { posts: true } }, { where: { posts: { some: {} } } }, { orderBy: { posts: { _count: 'asc' } } }, { select: { _count: { select: { posts: true } } } }]) {
        assert.equal((await failure(c.user.findMany(args))).reason, 'invalid-input', JSON.stringify(args))
      }
      assert.equal((await failure(c.user.create({ data: { email: 'x@example.com', posts: { create: { title: 'x' } } } }))).reason, 'invalid-input')
    })
    test('operations', () => {
      const c = sliced({ models: { user: { excludedOperations: ['delete'] }, $all: { includedOperations: ['findMany', 'delete'] } } })
      assert.deepEqual([Object.keys(c.user), Object.keys(c.tag)], [['findMany', 'check'], ['findMany', 'delete', 'check']])
    })
    test('filters, but not keys', async () => {
      const c = sliced({ models: { user: { fields: { $all: { includedFilterKinds: ['Equality'] }, name: { excludedFilterKinds: ['Equality'] } } } } })
      assert.equal((await c.user.findMany({ where: { email: 'ada@example.com' } })).length, 1)
      assert.ok(await c.user.findUnique({ where: { id: 'ada' } }))
      for (const where of [{ email: { contains: 'x' } }, { name: 'x' }, { AND: [{ joined: { gt: new Date() } }] }, { posts: { some: {} } }]) {
        assert.equal((await failure(c.user.findMany({ where }))).reason, 'invalid-input', JSON.stringify(where))
      }
    })
    test('procedures', async () => {
      assert.equal((await failure(db.$procs.greet({ args: { name: 'x' } }))).reason, 'config-error') // gozen serve has no bodies
      assert.deepEqual((await failure(db.$procs.greet())).cause?.issues.map((i) => i.path), ['name'])
      assert.deepEqual(Object.keys(db.$procs), ['greet', 'register'])
      assert.deepEqual(Object.keys(sliced({ excludedProcedures: ['greet'] }).$procs), ['register'])
    })
  })

  describe('takes plugins', () => {
    test('later ones are around those before; they see and change arguments and results', async () => {
      const seen = []
      const tracer = (id) => ({ id, onQuery: async ({ model, operation, args, proceed }) => {
        seen.push(`${id} ${model}.${operation}`)
        const result = await proceed({ ...args, where: { id: 'ada' } })
        return [...result, id]
      } })
      const c = db.$use(tracer('inner')).$use(tracer('outer'))
      const [user, ...ids] = await c.user.findMany()
      assert.deepEqual([user.id, ids, seen], ['ada', ['inner', 'outer'], ['outer User.findMany', 'inner User.findMany']])
      assert.equal((await c.$unuse('inner').user.findMany()).length, 2)
      assert.equal((await c.$unuseAll().user.findMany()).length, 2)
      assert.equal((await db.user.findMany()).length, 2)
    })
    test('in a transaction their client is of it', async () => {
      const c = db.$use({ id: 'count', onQuery: async ({ client, args, proceed }) => {
        const result = await proceed(args)
        return { ...result, count: await client.$unuse('count').tag.count() }
      } })
      await failure(db.$transaction(async (tx) => {
        const [tag] = await tx.$transaction([c.tag.create({ data: { name: 'x' } })])
        assert.deepEqual(tag, { name: 'x', count: 1 })
        throw new Error('stop')
      }))
      assert.equal(await db.tag.count(), 0)
    })
    test('members', () => assert.equal(db.$use({ id: 'x', client: { $twice: (n) => 2 * n } }).$twice(4), 8))
  })

  describe('runs transactions', () => {
    test('of promises, in their order, all or none', async () => {
      assert.deepEqual(await db.$transaction([db.tag.create({ data: { name: 'a' } }), db.tag.count(), db.tag.findMany()]), [{ name: 'a' }, 1, [{ name: 'a' }]])
      const error = await failure(db.$transaction([db.tag.create({ data: { name: 'b' } }), db.tag.create({ data: { name: 'a' } })]))
      assert.equal(error.code, 'P2002')
      assert.equal(await db.tag.count(), 1)
      assert.deepEqual(await db.$transaction([]), [])
    })
    test('of typed values in several promises', async () => {
      const [a, b] = await db.$transaction([db.sample.create({ data: { id: 1, big: 5n } }), db.sample.create({ data: { id: 2, at: new Date(7) } })])
      assert.deepEqual([a.big, b.at], [5n, new Date(7)])
    })
    test('of promises of several clients: each keeps its own authority', async () => {
      const [post, seen, all] = await db.$transaction([
        enhance(db, { user: ada }).post.create({ data: { title: 'x' } }),
        enhance(db, { user: bob }).post.count(),
        db.post.count(),
      ])
      assert.deepEqual([post.authorId, seen, all], ['ada', 0, 1])
    })
    test('with clients that are told apart from those outside', async () => {
      await db.$transaction(async (tx) => {
        assert.deepEqual([tx.$connect, tx.$setAuth(ada).$disconnect, '$connect' in tx], [undefined, undefined, false])
        assert.deepEqual(await tx.$transaction(async (inner) => [await inner.user.count(), inner.$auth]), [2, undefined])
        assert.equal(await tx.$setAuth({ id: 'nobody' }).$unuseAll().user.count(), 2)
      })
    })
    test('of raw queries among promises', async () => {
      const [, rows] = await db.$transaction([db.tag.create({ data: { name: 'x' } }), db.$queryRaw`SELECT name FROM "Tag"`])
      assert.deepEqual(rows, [{ name: 'x' }])
    })
    test('not of what has been awaited already', async () => {
      assert.match((await failure(db.$transaction([await db.tag.count()]))).message, /need to be Prisma Client promises/)
    })
    test('of a function: kept when it returns, undone when it throws', async () => {
      const result = await db.$transaction(async (tx) => {
        await tx.tag.create({ data: { name: 'x' } })
        assert.equal(await db.tag.count({ where: { name: 'never' } }), 0)
        return tx.tag.count()
      })
      assert.equal(result, 1)
      const stop = new Error('stop')
      assert.equal(await failure(db.$transaction(async (tx) => {
        await tx.tag.deleteMany()
        throw stop
      })), stop)
      assert.equal(await db.tag.count(), 1)
    })
    test('an error that is caught undoes only what failed', async () => {
      await db.$transaction(async (tx) => {
        await tx.tag.create({ data: { name: 'x' } })
        assert.equal((await failure(tx.tag.create({ data: { name: 'x' } }))).code, 'P2002')
        await tx.tag.create({ data: { name: 'y' } })
      })
      assert.equal(await db.tag.count(), 2)
    })
    test('within one another, as part of the outer one', async () => {
      await failure(db.$transaction(async (tx) => {
        await tx.$transaction(async (inner) => inner.tag.create({ data: { name: 'x' } }))
        assert.deepEqual(await tx.$transaction([tx.tag.count(), tx.tag.findMany()]), [1, [{ name: 'x' }]])
        throw new Error('stop')
      }))
      assert.equal(await db.tag.count(), 0)
    })
    test('in which one changes who asks', async () => {
      await enhance(db, { user: ada }).$transaction(async (tx) => {
        await tx.post.create({ data: { title: 'x' } })
        assert.equal(await tx.$setAuth(bob).post.count(), 0)
        assert.equal(await tx.$setAuth(undefined).post.count(), 0)
        assert.equal(await tx.$setAuth(bob).$unuseAll().post.count(), 1)
        assert.equal(await tx.post.count(), 1)
      })
    })
    test('whose calls may be made at once', async () => {
      const made = await db.$transaction((tx) => Promise.all(Array.from({ length: 20 }, (_, i) => tx.tag.create({ data: { name: `t${i}` } }))))
      assert.equal(made.length, 20)
      assert.equal(await db.tag.count(), 20)
    })
    test('whose client is dead afterwards', async () => {
      const tx = await db.$transaction(async (t) => t)
      assert.equal((await failure(tx.tag.count())).code, 'P2028')
    })
    test('that last no longer than they may', async () => {
      const error = await failure(db.$transaction(async (tx) => {
        await tx.tag.create({ data: { name: 'x' } })
        for (;;) await tx.tag.count()
      }, { timeout: 100 }))
      assert.equal(error.code, 'P2028')
      assert.equal(await db.tag.count(), 0)
    })
    test('at a level of isolation, in either spelling', async () => {
      for (const isolationLevel of ['Serializable', 'serializable']) {
        assert.equal(await db.$transaction((tx) => tx.tag.count(), { isolationLevel }), 0)
        assert.deepEqual(await db.$transaction([db.tag.count()], { isolationLevel }), [0])
      }
    })
    test('that others wait for, without waiting for those', async () => {
      const few = createClient({ ...server, connections: 1, transactionOptions: db.$options.transactionOptions })
      let others
      await few.$transaction(async (tx) => {
        await tx.tag.create({ data: { name: 'x' } })
        // They take the one connection there is, and wait for this to end.
        others = [1, 2].map(() => failure(few.tag.create({ data: { name: 'x' } })))
        await tx.tag.create({ data: { name: 'y' } })
      })
      assert.deepEqual((await Promise.all(others)).map((e) => e.code), ['P2002', 'P2002'])
      assert.equal(await few.tag.count(), 2)
      await few.$disconnect()
    })
  })

  describe('runs raw SQL', () => {
    test('whose values are bound', async () => {
      const hostile = `'; DROP TABLE "User"; --`
      assert.deepEqual(await db.$queryRaw`SELECT id FROM "User" WHERE name = ${hostile} OR id = ${'ada'}`, [{ id: 'ada' }])
      assert.equal(await db.$executeRaw`UPDATE "User" SET name = ${hostile} WHERE id = ${'bob'}`, 1)
      assert.equal((await db.user.findUnique({ where: { id: 'bob' } })).name, hostile)
    })
    test('whose results have types', async () => {
      const big = 9007199254740993n
      await db.sample.create({ data: { id: 1, big, at: new Date(7), decimal: '0.10', bytes: Uint8Array.of(1) } })
      const [{ decimal, bytes, ...row }] = await db.$queryRaw`SELECT big, at, "decimal", bytes FROM "Sample" WHERE big = ${big} AND at = ${new Date(7)}`
      assert.deepEqual(row, { big, at: new Date(7) })
      assert.ok(Decimal.isDecimal(decimal) && bytes instanceof Uint8Array)
      assert.deepEqual(await db.$queryRaw`SELECT COUNT(*) AS n FROM "User"`, [{ n: 2n }])
    })
    test('put together of pieces', async () => {
      const where = sql`WHERE id IN (${join(['ada', 'x'])})`
      assert.deepEqual(await db.$queryRaw(sql`SELECT ${raw('id')} FROM "User" ${where} ${empty}`), [{ id: 'ada' }])
      assert.deepEqual(await db.$queryRaw`SELECT id FROM "User" ${where}`, [{ id: 'ada' }])
    })
    test('of text, with the values apart', async () => {
      assert.deepEqual(await db.$queryRawUnsafe('SELECT id FROM "User" WHERE id = $1', 'ada'), [{ id: 'ada' }])
      assert.equal(await db.$executeRawUnsafe('DELETE FROM "User" WHERE id = $1', 'bob'), 1)
    })
    test('only past the rules', async () => {
      const own = enhance(db, { user: ada })
      for (const work of [own.$queryRaw`SELECT 1`, own.$executeRaw`DELETE FROM "User"`, own.$queryRawUnsafe('SELECT 1'), own.$executeRawUnsafe('DELETE FROM "User"')]) {
        const { reason, rejectedByPolicyReason } = await failure(work)
        assert.deepEqual({ reason, rejectedByPolicyReason }, { reason: 'rejected-by-policy', rejectedByPolicyReason: 'other' })
      }
      assert.equal(await db.user.count(), 2)
      const daring = enhance(db, { user: ada }, { dangerouslyAllowRawSql: true })
      assert.deepEqual(await daring.$queryRaw`SELECT id FROM "User" WHERE id = ${'ada'}`, [{ id: 'ada' }])
    })
    test('as a template, not as text by mistake', async () => {
      assert.throws(() => db.$queryRaw('SELECT 1'), { reason: 'invalid-input', message: /Unsafe/ })
    })
  })

  describe('keeps its connections', () => {
    test('many calls at once', async () => {
      const all = await Promise.all(Array.from({ length: 200 }, (_, i) => db.user.findUnique({ where: { id: i % 2 ? 'ada' : 'bob' } })))
      assert.deepEqual(all.map((u) => u.id), Array.from({ length: 200 }, (_, i) => (i % 2 ? 'ada' : 'bob')))
    })
    test('until it is told, and opens them again', async () => {
      const own = createClient(server)
      await own.$connect()
      assert.equal(await own.user.count(), 2)
      await own.$disconnect()
      assert.equal(await own.user.count(), 2)
      await own.$disconnect()
    })
    test('without keeping the program alive', () => {
      const program = `import { createClient } from '@gozen/client'
        const db = createClient(${JSON.stringify({ url: server.url, serviceKey })})
        console.log(await db.user.count())`
      const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8', timeout: 20_000, cwd: new URL('../..', import.meta.url) })
      assert.deepEqual([stdout, status], ['2\n', 0])
    })
  })
})
