import { createClient } from '@gozen/client'
import { expectType } from './expect'

/** A schema in which fields are computed of arguments, as `gozen generate --ts` writes it. */
const schema = {
  provider: { type: 'sqlite' },
  models: {
    User: {
      name: 'User',
      fields: {
        id: { name: 'id', type: 'Int', id: true },
        name: { name: 'name', type: 'String' },
        posts: { name: 'posts', type: 'Post', array: true, relation: { opposite: 'user' } },
        recent: {
          name: 'recent', type: 'Int', computed: true,
          params: {
            since: { name: 'since', type: 'DateTime' },
            kinds: { name: 'kinds', type: 'String', array: true },
            limit: { name: 'limit', type: 'Int', optional: true },
          },
        },
      },
      idFields: ['id'],
      uniqueFields: { id: { type: 'Int' } },
    },
    Post: {
      name: 'Post',
      fields: {
        id: { name: 'id', type: 'Int', id: true },
        user: { name: 'user', type: 'User', relation: { opposite: 'posts', fields: ['userId'], references: ['id'] } },
        userId: { name: 'userId', type: 'Int', foreignKeyFor: ['user'] },
        title: { name: 'title', type: 'String', optional: true, computed: true, params: { prefix: { name: 'prefix', type: 'String' } } },
      },
      idFields: ['id'],
      uniqueFields: { id: { type: 'Int' } },
    },
  },
  plugins: {},
} as const

const db = createClient({ url: 'unix:/run/gozen.sock', serviceKey: 'k', schema })
const args = { since: new Date(), kinds: ['a'] }

export async function results(): Promise<void> {
  expectType<{ id: number; name: string }[]>()(await db.user.findMany())
  expectType<{ id: number; recent: number }[]>()(await db.user.findMany({ select: { id: true, recent: { args } } }))
  expectType<{ id: number; name: string; recent: number } | null>()(await db.user.findFirst({ include: { recent: { args: { ...args, limit: 3 } } } }))
  expectType<{ posts: { title: string | null }[] }[]>()(
    await db.user.findMany({ select: { posts: { select: { title: { args: { prefix: 'x' } } } } } }),
  )
  expectType<{ _sum: { recent: number | null } }>()(await db.user.aggregate({ _sum: { recent: { args } } }))
  expectType<{ recent: number; name: string }[]>()(await db.user.groupBy({ by: ['name', { field: 'recent', args }] }))
}

export function right(): void {
  db.user.findMany({
    where: { recent: { args, gte: 5 }, posts: { some: { title: { args: { prefix: 'x' }, startsWith: 'y' } } } },
    orderBy: [{ recent: { args, sort: 'desc', nulls: 'last' } }, { name: 'asc' }],
  })
  db.user.groupBy({ by: 'name', having: { recent: { args, _sum: { gt: 5 } } }, orderBy: { _sum: { recent: { args, sort: 'asc' } } } })
  db.user.create({ data: { id: 1, name: 'x' }, include: { recent: { args } } })
}

export function wrong(): void {
  // @ts-expect-error it wants arguments
  db.user.findMany({ select: { recent: true } })
  // @ts-expect-error one is missing
  db.user.findMany({ include: { recent: { args: { since: new Date() } } } })
  // @ts-expect-error of another type
  db.user.findMany({ include: { recent: { args: { since: 1, kinds: [] } } } })
  // @ts-expect-error without arguments
  db.user.findMany({ where: { recent: { gte: 5 } } })
  // @ts-expect-error no rows are distinct by it
  db.user.findMany({ distinct: ['recent'] })
  // @ts-expect-error nobody writes it
  db.user.create({ data: { name: 'x', recent: 1 } })
}
