import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { createClient, enhance } from '../../index.mjs'
import { serve, unavailable } from './serve.mjs'

const keyOf = (letter) => new Uint8Array(32).fill(letter.charCodeAt(0))
const base64 = (key) => Buffer.from(key).toString('base64')

/** What is stored of texts that keys have sealed begins with this, as ZenStack 2's. */
const sealed = /^eyJ2IjoxLCJhIjoiQUVTLUdDTSIsImsi/

async function failure(work) {
  return work.then((value) => assert.fail(`nothing was thrown, but this was returned: ${JSON.stringify(value)}`), (error) => error)
}

describe('encryption', { skip: unavailable }, () => {
  let server
  let db
  const user = { id: 1 }
  const a = { encryptionKey: keyOf('a') }
  const b = { encryptionKey: keyOf('b') }
  const rotated = { encryptionKey: keyOf('b'), decryptionKeys: [keyOf('a')] }
  const seen = []
  const own = {
    encrypt: async (model, field, plain) => { seen.push(`${model}.${field.name}`); return `<${plain}>` },
    decrypt: (model, field, cipher) => {
      if (!cipher.startsWith('<')) throw new Error('no brackets')
      return cipher.slice(1, -1)
    },
  }
  const as = (encryption) => enhance(db, { user }, { encryption })
  /** What is in the database. */
  const stored = async (table, column) => (await db.$queryRawUnsafe(`SELECT ${column} AS x FROM "${table}" ORDER BY id`)).map((row) => row.x)

  before(async () => {
    server = await serve('vault')
    db = createClient({ ...server, transactionOptions: { maxWait: 30_000, timeout: 60_000 } })
  })
  after(async () => {
    await db?.$disconnect()
    await server?.stop()
  })
  beforeEach(async () => {
    seen.length = 0
    await db.letter.deleteMany()
    await db.user.deleteMany()
  })

  test('without any key, other fields can be used, and the error says what to do', async () => {
    assert.match(server.log(), /GOZEN_ENCRYPTION_KEY/)
    const nobodys = enhance(db, { user })
    assert.deepEqual(await nobodys.user.create({ data: { id: 1, name: 'Ada' }, select: { id: true } }), { id: 1 })
    for (const work of [
      nobodys.user.findMany(), nobodys.user.update({ where: { id: 1 }, data: { token: 'x' }, select: { id: true } }),
      nobodys.user.findFirst({ select: { notes: true } }), db.user.createMany({ data: [{ id: 2, token: 'x' }] }),
    ]) {
      const error = await failure(work)
      assert.equal(error.reason, 'config-error')
      assert.match(error.message, /GOZEN_ENCRYPTION_KEY.*encryption option/)
    }
  })

  test('with the keys of a request, in every form of write', async () => {
    const { token, notes } = await as(a).user.create({
      data: { id: 1, token: 'first' },
      include: { notes: true },
    })
    assert.deepEqual([token, notes], ['first', []])
    await as(a).letter.create({ data: { id: 1, text: 'dear', address: 'here', owner: { connect: { id: 1 } } } })
    await as(a).user.update({ where: { id: 1 }, data: { notes: { update: { where: { id: 1 }, data: { text: { set: 'dearest' } } } } } })
    assert.deepEqual(await as(a).note.findMany({ include: { owner: true } }), [
      { id: 1, kind: 'Letter', text: 'dearest', ownerId: 1, address: 'here', owner: { id: 1, name: null, token: 'first' } },
    ])
    for (const [table, column] of [['User', 'token'], ['Note', 'text'], ['Letter', 'address']]) assert.match((await stored(table, column))[0], sealed)
  })

  test('another key opens nothing, and keys can be replaced', async () => {
    await as(a).user.create({ data: { id: 1, token: 'first' } })
    assert.match((await as(b).user.findFirst()).token, sealed)
    assert.equal((await as(rotated).user.findFirst()).token, 'first')
    await as(rotated).user.update({ where: { id: 1 }, data: { token: 'again' } })
    assert.match((await as(a).user.findFirst()).token, sealed)
    assert.equal((await as(b).user.findFirst()).token, 'again')
  })

  test('in transactions, each client with its own', async () => {
    await db.$transaction(async (tx) => {
      await tx.$setOptions({ encryption: a }).user.create({ data: { id: 1, token: 'one' } })
      await tx.$setOptions({ encryption: b }).user.create({ data: { id: 2, token: 'two' } })
    })
    const [mine, other] = await db.$transaction([db.$setOptions({ encryption: a }).user.findUnique({ where: { id: 1 } }), db.$setOptions({ encryption: b }).user.findUnique({ where: { id: 2 } })])
    assert.deepEqual([mine.token, other.token], ['one', 'two'])
    const both = await as(a).$transaction([as(a).user.findMany(), as(a).user.count()])
    assert.deepEqual(both, [[{ id: 1, name: null, token: 'one' }], 1])
  })

  test('with functions of the program, at every depth', async () => {
    const mine = as(own)
    assert.deepEqual(await mine.user.create({ data: { id: 1, token: 'first' } }), { id: 1, name: null, token: 'first' })
    await mine.letter.createMany({ data: [{ id: 1, text: 'dear', address: '', ownerId: 1 }, { id: 2, text: 'you', ownerId: 1 }] })
    await mine.user.upsert({ where: { id: 1 }, create: { id: 1 }, update: { token: { set: 'again' }, notes: { updateMany: { where: { id: 1 }, data: { text: 'changed' } } } } })
    await mine.note.update({ where: { id: 2 }, data: { owner: { update: { token: 'third' } } } })
    assert.deepEqual([await stored('User', 'token'), await stored('Note', 'text'), await stored('Letter', 'address')], [['<third>'], ['<changed>', '<you>'], ['', null]])
    assert.deepEqual([...new Set(seen)], ['User.token', 'Note.text'])
    const [users, [letter]] = await mine.$transaction([
      mine.user.findMany({ select: { token: true, notes: { select: { text: true }, orderBy: { id: 'asc' } } } }),
      mine.note.findMany({ where: { id: 1 }, include: { owner: true } }),
    ])
    assert.deepEqual(users, [{ token: 'third', notes: [{ text: 'changed' }, { text: 'you' }] }])
    assert.deepEqual([letter.text, letter.address, letter.owner.token], ['changed', '', 'third'])
    assert.deepEqual((await mine.user.findFirst({ where: { id: 1 } }).notes()).map((note) => note.text), ['changed', 'you'])
  })

  test('what functions cannot open is shown as it is stored', async () => {
    await as(a).user.create({ data: { id: 1, token: 'first' } })
    const warned = new Promise((resolve) => process.once('warning', resolve))
    assert.match((await as(own).user.findFirst()).token, sealed)
    assert.equal((await warned).message, 'User.token cannot be decrypted: no brackets')
  })

  test('options that could not work are refused at once', () => {
    for (const [encryption, message] of [
      [{}, /encryptionKey of 32 bytes/], [{ encryptionKey: new Uint8Array(16) }, /32 bytes/], [{ encryptionKey: 'x'.repeat(32) }, /Uint8Array/],
      [{ ...a, decryptionKeys: [new Uint8Array(3)] }, /decryptionKeys of 32 bytes/], [{ encrypt: own.encrypt }, /both functions/], [{ ...own, ...a }, /either/], ['key', /object/],
    ]) assert.throws(() => as(encryption), { reason: 'config-error', message })
  })

  test('the server does not tell keys or texts', () => {
    for (const secret of [base64(a.encryptionKey), base64(b.encryptionKey), 'aaaaaaaa', 'dearest']) assert.ok(!server.log().includes(secret), secret)
  })

  test('the keys of the server serve who brings none', async () => {
    const keyed = await serve('vault', { GOZEN_ENCRYPTION_KEY: base64(a.encryptionKey), DATABASE_URL: server.database })
    const other = createClient({ ...keyed })
    try {
      assert.doesNotMatch(keyed.log(), /GOZEN_ENCRYPTION_KEY/)
      await other.user.create({ data: { id: 1, token: 'first' } })
      assert.equal((await as(a).user.findFirst()).token, 'first')
      assert.equal((await enhance(other, { user }, { encryption: rotated }).user.update({ where: { id: 1 }, data: { token: 'again' } })).token, 'again')
      assert.match((await other.user.findFirst()).token, sealed)
    } finally {
      await other.$disconnect()
      await keyed.stop()
    }
  })
})
