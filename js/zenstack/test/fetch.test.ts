import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { createClient } from '@zenstackhq/fetch-client'
import { Decimal } from 'decimal.js'
import { schema } from '../generated/schema-lite.ts'

const endpoint = process.env.GOZEN_ENDPOINT!

describe("ZenStack's fetch client", () => {
  const client = () => createClient(schema, { endpoint })

  beforeEach(async () => {
    const db = client()
    await db.note.deleteMany({})
    await db.user.deleteMany({})
  })

  test('writes and reads with real values', async () => {
    const db = client()
    const at = new Date('2024-05-01T12:00:00.123Z')
    const note = await db.note.create({
      data: {
        title: 'first', at, size: 9007199254740993n, price: new Decimal('1.50'), blob: new Uint8Array([1, 255]), extra: { k: [1, null] },
        user: { create: { email: 'ann@example.com' } },
      },
      include: { user: true },
    })
    assert.deepEqual(note.at, at)
    assert.equal(note.size, 9007199254740993n)
    assert.equal(note.price?.toString(), '1.5')
    assert.deepEqual([...note.blob!], [1, 255])
    assert.deepEqual(note.extra, { k: [1, null] })
    assert.equal(note.user?.email, 'ann@example.com')
    assert.equal(note.color, 'RED')
    const found = await db.note.findMany({ where: { at: { lte: at }, size: { gt: 5 } }, select: { id: true, title: true } })
    assert.deepEqual(found, [{ id: note.id, title: 'first' }])
    const color: 'RED' | 'GREEN' = note.color
    assert.ok(color)
    // @ts-expect-error there is no such field
    await assert.rejects(db.note.findMany({ where: { nope: 1 } }))
  })

  test('counts, groups, updates, upserts, deletes', async () => {
    const db = client()
    await db.note.createMany({ data: [{ title: 'a' }, { title: 'b', color: 'GREEN' }, { title: 'c', color: 'GREEN' }] })
    assert.equal(await db.note.count(), 3)
    assert.equal(await db.note.exists({ where: { title: 'b' } }), true)
    const groups = await db.note.groupBy({ by: ['color'], _count: true, orderBy: { color: 'asc' } })
    assert.deepEqual(groups.map((g: { color: string, _count: unknown }) => [g.color, g._count]).sort(), [['GREEN', 2], ['RED', 1]])
    assert.deepEqual(await db.note.updateMany({ where: { color: 'GREEN' }, data: { color: 'RED' } }), { count: 2 })
    const one = await db.note.findFirst({ where: { title: 'a' } })
    const same = await db.note.upsert({ where: { id: one!.id }, create: { title: 'x' }, update: { title: 'aa' } })
    assert.equal(same.title, 'aa')
    assert.equal((await db.note.delete({ where: { id: one!.id } })).id, one!.id)
    assert.equal(await db.note.findUnique({ where: { id: one!.id } }), null)
  })

  test('runs transactions, with values that need an annotation', async () => {
    const db = client()
    const at = new Date('2024-05-01T12:00:00.000Z')
    const [user, note] = await db.$transaction([
      { model: 'User', op: 'create', args: { data: { id: 7, email: 'bob@example.com' } } },
      { model: 'Note', op: 'create', args: { data: { title: 'in it', at, userId: 7 } } },
    ])
    assert.equal((user as { id: number }).id, 7)
    assert.deepEqual((note as { at: Date }).at, at)
    await assert.rejects(db.$transaction([
      { model: 'User', op: 'create', args: { data: { email: 'carl@example.com' } } },
      { model: 'User', op: 'create', args: { data: { email: 'bob@example.com' } } },
    ]))
    assert.equal(await db.user.count(), 1)
  })

  test('is told what is wrong', async () => {
    const db = client()
    const failed = async (work: Promise<unknown>) => work.then(() => assert.fail('nothing was thrown'), (e) => ({ status: e.status, ...e.info }))
    assert.equal((await failed(db.note.create({ data: { title: 'hidden' } }))).status, 403)
    assert.equal((await failed(db.note.update({ where: { id: 1 << 30 }, data: { title: 'x' } }))).status, 404)
    assert.equal((await failed(db.user.create({ data: { email: 'nobody' } }))).reason, 'invalid-input')
    await db.user.create({ data: { email: 'ann@example.com' } })
    assert.equal((await failed(db.user.create({ data: { email: 'ann@example.com' } }))).code, 'P2002')
    assert.equal(await db.audit.create({ data: { note: 'never read' } }), undefined)
    assert.deepEqual(await db.locked.findMany(), [])
  })
})
