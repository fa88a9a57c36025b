import { createClient, type Decimal, enhance, type JsonValue, type ModelResult } from '@gozen/client'
import { expectType } from './expect'
import { type Address, type Post, Role, type SchemaType, schema, type User } from './shop/schema'

const db = createClient({ url: 'unix:/run/gozen.sock', serviceKey: 'k', schema })

export async function rows(): Promise<void> {
  type Row = {
    id: string
    email: string
    name: string | null
    role: 'MEMBER' | 'ADMIN'
    address: Address | null
    joined: Date
    updatedAt: Date
  }
  expectType<Row | null>()(await db.user.findUnique({ where: { id: 'x' } }))
  expectType<Row>()(await db.user.findUniqueOrThrow({ where: { email: 'x' } }))
  expectType<Row[]>()(await db.User.findMany())
  expectType<User>()({} as Row)
  expectType<Row>()({} as ModelResult<SchemaType, 'User'>)

  type Sample = {
    id: number
    text: string | null
    flag: boolean | null
    int: number | null
    big: bigint | null
    float: number | null
    decimal: Decimal | null
    at: Date | null
    bytes: Uint8Array | null
    json: JsonValue | null
    role: 'MEMBER' | 'ADMIN' | null
  }
  expectType<Sample | null>()(await db.sample.findFirst())
}

export async function select(): Promise<void> {
  expectType<{ id: string; role: 'MEMBER' | 'ADMIN' }[]>()(await db.user.findMany({ select: { id: true, role: true } }))
  expectType<{ id: string }[]>()(await db.user.findMany({ select: { id: true, role: false } }))
  expectType<{ secret: string | null }[]>()(await db.user.findMany({ select: { secret: true } }))
  expectType<{ author: { email: string } } | null>()(await db.post.findFirst({ select: { author: { select: { email: true } } } }))
  expectType<{ profile: { bio: string } | null; posts: { title: string }[] }[]>()(
    await db.user.findMany({ select: { profile: { select: { bio: true } }, posts: { select: { title: true }, take: 3 } } }),
  )
  expectType<{ id: string; _count: { posts: number } }[]>()(
    await db.user.findMany({ select: { id: true, _count: { select: { posts: { where: { published: true } } } } } }),
  )
  expectType<{ _count: { posts: number; orders: number } }[]>()(await db.user.findMany({ select: { _count: true } }))
}

export async function include(): Promise<void> {
  const post = await db.post.findFirstOrThrow({ include: { author: true, tags: { select: { name: true } } } })
  expectType<User>()(post.author)
  expectType<{ name: string }[]>()(post.tags)
  expectType<string>()(post.title)
  const user = await db.user.findFirstOrThrow({ include: { posts: { include: { tags: true } }, profile: false } })
  expectType<string>()(user.posts[0]!.tags[0]!.name)
  // @ts-expect-error what is not included is not there
  user.profile
}

export async function omit(): Promise<void> {
  const user = await db.user.findFirstOrThrow({ omit: { email: true, secret: false } })
  expectType<string | null>()(user.secret)
  // @ts-expect-error what is left out is not there
  user.email
  const bare = createClient({ schema, omit: { user: { email: true } } })
  // @ts-expect-error what the client leaves out is not there
  ;(await bare.user.findFirstOrThrow()).email
  expectType<string>()((await bare.user.findFirstOrThrow({ omit: { email: false } })).email)
  expectType<string>()((await bare.user.findFirstOrThrow({ select: { email: true } })).email)
  // @ts-expect-error in relations as well
  ;(await bare.post.findFirstOrThrow({ include: { author: true } })).author.email
}

export async function hierarchy(): Promise<void> {
  const asset = await db.asset.findFirstOrThrow()
  expectType<'Video' | 'Image'>()(asset.kind)
  if (asset.kind === 'Video') expectType<number>()(asset.seconds)
  else expectType<number | null>()(asset.height)
  expectType<{ title: string }>()(await db.asset.findFirstOrThrow({ select: { title: true } }))
  // @ts-expect-error rows of a base are created through the models that extend it
  db.asset.create
}

export async function figures(): Promise<void> {
  expectType<number>()(await db.order.count())
  expectType<{ _all: number; total: number }>()(await db.order.count({ select: { _all: true, total: true } }))
  expectType<{ _count: number; _sum: { total: Decimal | null }; _max: { shop: string | null } }>()(
    await db.order.aggregate({ _count: true, _sum: { total: true }, _max: { shop: true } }),
  )
  expectType<{ _avg: { int: number | null; decimal: Decimal | null; big: number | null } }>()(
    await db.sample.aggregate({ _avg: { int: true, decimal: true, big: true } }),
  )
  expectType<{ shop: string; _count: { _all: number } }[]>()(await db.order.groupBy({ by: ['shop'], _count: { _all: true } }))
  expectType<{ role: 'MEMBER' | 'ADMIN' }[]>()(await db.user.groupBy({ by: 'role' }))
  expectType<boolean>()(await db.user.exists({ where: { role: Role.ADMIN } }))
}

export async function clients(): Promise<void> {
  const own = enhance(db, { user: { id: 'x', role: 'ADMIN' } })
  // what getServerSession of next-auth returns, which knows of no schema
  const session = JSON.parse("null") as { user?: { name?: string | null; email?: string | null; image?: string | null }; expires: string } | null
  expectType<typeof db>()(enhance(db, { user: session?.user }))
  expectType<typeof db>()(own)
  expectType<Post[]>()(await own.post.findMany())
  const [posts, count] = await own.$transaction([own.post.findMany(), own.user.count()])
  expectType<Post[]>()(posts)
  expectType<number>()(count)
  const name = await own.$transaction(async (tx) => {
    // @ts-expect-error a transaction has no connection of its own
    tx.$disconnect
    return (await tx.$setAuth(undefined).user.findFirstOrThrow()).name
  }, { isolationLevel: 'Serializable', timeout: 1000 })
  expectType<string | null>()(name)
  expectType<string>()(await db.$procs.greet({ args: { name: 'x' } }))
  expectType<User>()(await db.$procs.register({ args: { email: 'x' } }))
  // @ts-expect-error a parameter is missing
  db.$procs.greet({ args: {} })
  expectType<{ n: bigint }[]>()(await db.$queryRaw<{ n: bigint }[]>`SELECT ${1} n`)
  expectType<{ title: string }[] | null>()(await db.user.findUnique({ where: { id: 'x' } }).posts({ select: { title: true }, take: 3 }))
  expectType<{ bio: string } | null>()(await db.post.findUniqueOrThrow({ where: { id: 1 } }).author().profile({ select: { bio: true } }))
  const hooked = db.$use({ id: 'x', client: { $twice: (n: number) => n * 2 } })
  expectType<number>()(hooked.$twice(1))
  // @ts-expect-error the id of a user is text
  db.$setAuth({ id: 1 })
  // @ts-expect-error no such model
  db.nobody
}

export async function untyped(): Promise<void> {
  const any = createClient({ url: 'unix:/run/gozen.sock' })
  expectType<any>()(await any['user'].findMany())
  const named = createClient<SchemaType>({ url: 'unix:/run/gozen.sock' })
  expectType<Post[]>()(await named.post.findMany())
}
