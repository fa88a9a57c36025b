import { createClient, definePlugin, enhance, Prisma } from '@gozen/client'
import { expectType } from './expect'
import { schema } from './shop/schema'

const db = createClient({ url: 'unix:/run/gozen.sock', serviceKey: 'k', schema })

const label = definePlugin({
  id: 'label',
  onQuery: async ({ model, args, proceed }) => {
    expectType<string>()(model)
    return proceed(args)
  },
  onEntityMutation: {
    afterEntityMutation: async ({ action, loadAfterMutationEntities }) => {
      expectType<'create' | 'update' | 'delete'>()(action)
      expectType<Record<string, unknown>[] | undefined>()(await loadAfterMutationEntities())
    },
  },
  result: { user: { label: { needs: { name: true }, compute: (user: { name: string | null }) => `<${user.name}>` } } },
  client: { $twice: (n: number) => 2 * n },
})

export async function plugged(): Promise<void> {
  const c = db.$use(label)
  expectType<number>()(c.$twice(2))
  const user = await c.user.findFirstOrThrow()
  expectType<string>()(user.label)
  expectType<string>()(user.email)
  expectType<string>()((await c.post.findFirstOrThrow({ include: { author: true } })).author.label)
  expectType<string>()((await enhance(c, { user: { id: 'x' } }).user.findFirstOrThrow()).label)
  // @ts-expect-error other models have none
  ;(await c.tag.findFirstOrThrow()).label
  // @ts-expect-error the client itself is as it was
  ;(await db.user.findFirstOrThrow()).label
}

export async function extended(): Promise<void> {
  const c = db.$extends({
    name: 'mine',
    query: { user: { findMany: ({ args, query }) => query(args) }, $allModels: { $allOperations: async ({ operation, args, query }) => (operation === 'count' ? 0 : query(args)) } },
    result: { user: { shout: { needs: { name: true }, compute: (user: { name: string | null }) => () => user.name ?? '' } } },
    model: {
      user: { async named(name: string) { return Prisma.getExtensionContext(this).findMany({ where: { name } }) } },
      $allModels: { async any(): Promise<boolean> { return (await Prisma.getExtensionContext(this).count()) > 0 } },
    },
    client: { $greet(): string { return this.$schema.provider.type } },
  })
  expectType<string>()((await c.user.findFirstOrThrow()).shout())
  expectType<string>()(c.$greet())
  expectType<boolean>()(await c.tag.any())
  await c.user.named('x')
  // @ts-expect-error other models have no such method
  c.tag.named
  expectType<number>()(await db.$extends((client) => client.user.count()))
}
