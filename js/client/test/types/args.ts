import { AnyNull, createClient, DbNull, Decimal, JsonNull } from '@gozen/client'
import { schema } from './shop/schema'

const db = createClient({ schema })

/** What compiles. */
export function right(): void {
  db.user.findMany({
    where: {
      OR: [{ email: { contains: 'x' } }, { name: null }, { name: { not: null } }],
      role: { in: ['ADMIN'] },
      joined: { gte: new Date(), lt: '2030-01-01T00:00:00Z' },
      posts: { some: { published: true, tags: { none: { name: 'x' } } } },
      profile: { isNot: null },
      address: { is: { city: 'x', zip: { startsWith: '1' } } },
    },
    orderBy: [{ joined: 'desc' }, { name: { sort: 'asc', nulls: 'last' } }, { posts: { _count: 'desc' } }, { profile: { bio: 'asc' } }],
    cursor: { id: 'x' },
    distinct: ['role'],
    take: -5,
  })
  db.order.findUnique({ where: { shop_number: { shop: 'a', number: 1 }, total: { gt: 5 } } })
  db.sample.findMany({ where: { big: { gt: 5n }, decimal: new Decimal('1.5'), json: { path: '$.a', equals: 1 }, bytes: Uint8Array.of(1) } })
  db.sample.findMany({ where: { OR: [{ json: { equals: DbNull } }, { json: { not: JsonNull } }, { json: { equals: AnyNull } }] } })
  db.user.create({ data: { email: 'x', posts: { create: [{ title: 'x', tags: { connect: { name: 'x' } } }], createMany: { data: { title: 'y' } } } } })
  db.user.create({ data: { email: 'x', address: { street: 'a', city: 'b' }, profile: { create: { bio: 'x' } } }, include: { profile: true } })
  db.post.create({ data: { title: 'x' } })
  db.post.create({ data: { title: 'x', authorId: 'x' } })
  db.post.create({ data: { title: 'x', author: { connect: { email: 'x' } } } })
  db.profile.create({ data: { bio: 'x', userId: 'x' } })
  db.profile.create({ data: { bio: 'x', user: { connectOrCreate: { where: { id: 'x' }, create: { email: 'x' } } } } })
  db.sample.create({ data: { id: 1, big: 5, json: JsonNull, decimal: '1.5', at: '2020-01-01' } })
  db.sample.create({ data: { id: 1, json: { a: [1, null, { b: 'x' }] } } })
  db.video.create({ data: { title: 'x', seconds: 1 } })
  db.order.update({ where: { shop_number: { shop: 'a', number: 1 } }, data: { total: { increment: '0.5' }, number: { set: 3 }, buyer: { disconnect: true } } })
  db.user.update({ where: { email: 'x' }, data: { posts: { deleteMany: {}, create: { title: 'x' }, update: { where: { id: 1 }, data: { title: 'y' } }, set: [] } } })
  db.user.upsert({ where: { id: 'x' }, create: { email: 'x' }, update: {} })
  db.user.updateMany({ where: { role: 'ADMIN' }, data: { name: null }, limit: 3 })
  db.order.groupBy({ by: ['shop'], _sum: { total: true }, having: { total: { _sum: { gt: 5 } } }, orderBy: { _sum: { total: 'desc' } } })
  db.post.check({ operation: 'update', where: { published: true } })
  db.user.findMany({ where: { updatedAt: { gt: db.user.fields.joined }, name: { contains: db.user.fields.email }, email: db.user.fields.id } })
}

/** What does not. */
export function wrong(): void {
  // @ts-expect-error no such field
  db.user.findMany({ where: { nobody: 1 } })
  // @ts-expect-error no such field beside one there is
  db.user.findMany({ where: { email: 'x', nobody: 1 } })
  // @ts-expect-error no such argument
  db.user.findMany({ were: {} })
  // @ts-expect-error text is not a number
  db.user.findMany({ where: { email: 1 } })
  // @ts-expect-error a required field is never null
  db.user.findMany({ where: { email: null } })
  // @ts-expect-error no such name in the enum
  db.user.findMany({ where: { role: 'KING' } })
  // @ts-expect-error numbers have no contains
  db.post.findMany({ where: { id: { contains: 1 } } })
  // @ts-expect-error to-many relations take some, every, none
  db.user.findMany({ where: { posts: { title: 'x' } } })
  // @ts-expect-error a key is needed
  db.user.findUnique({ where: { name: 'x' } })
  // @ts-expect-error the parts of a key are given under its name
  db.order.findUnique({ where: { shop: 'a', number: 1 } })
  // @ts-expect-error nulls of a required field have no place
  db.user.findMany({ orderBy: { email: { sort: 'asc', nulls: 'last' } } })
  // @ts-expect-error select and include exclude each other
  db.user.findMany({ select: { id: true }, include: { posts: true } })
  // @ts-expect-error nothing of that name to include
  db.user.findMany({ include: { email: true } })
  // @ts-expect-error the e-mail address is missing
  db.user.create({ data: { name: 'x' } })
  // @ts-expect-error neither the relation nor its key
  db.profile.create({ data: { bio: 'x' } })
  // @ts-expect-error null in a Json field must say which
  db.sample.create({ data: { id: 1, json: null } })
  // @ts-expect-error AnyNull is for filters
  db.sample.create({ data: { id: 1, json: AnyNull } })
  // @ts-expect-error the discriminator is not written
  db.video.create({ data: { title: 'x', seconds: 1, kind: 'Video' } })
  // @ts-expect-error what is ignored is not there
  db.hidden
  // @ts-expect-error a row of createMany has no relations
  db.post.createMany({ data: [{ title: 'x', author: { connect: { id: 'x' } } }] })
  // @ts-expect-error a required relation is not taken away
  db.post.update({ where: { id: 1 }, data: { author: { disconnect: true } } })
  // @ts-expect-error text cannot be added up
  db.order.aggregate({ _sum: { shop: true } })
  // @ts-expect-error a time is compared with a time
  db.user.findMany({ where: { updatedAt: { gt: db.user.fields.email } } })
  // @ts-expect-error a tag has no author to go on to
  db.post.findUnique({ where: { id: 1 } }).tags().author()
  // @ts-expect-error nothing of that name to group by
  db.order.groupBy({ by: ['nobody'] })
}
