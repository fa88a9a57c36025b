import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createClient } from '@zenstackhq/fetch-client'
import { VueQueryContextKey, useClientQueries } from '@zenstackhq/tanstack-query/vue'
import { createApp, effectScope, ref, watch, type EffectScope } from 'vue'
import { schema } from '../generated/schema-lite.ts'

const endpoint = process.env.GOZEN_ENDPOINT!

describe("ZenStack's Vue composables", () => {
  let queries: QueryClient
  let scope: EffectScope

  /** Runs what a component's setup would. */
  const setup = <T>(use: () => T): T => {
    const app = createApp({})
    app.use(VueQueryPlugin, { queryClient: queries })
    app.provide(VueQueryContextKey, { endpoint, fetch: slow })
    return app.runWithContext(() => scope.run(use)!)
  }

  /** Holds writes back until it is told, so that what is shown before can be seen. */
  let gate: Promise<void> = Promise.resolve()
  const slow: typeof fetch = async (input, init) => {
    if (init?.method && init.method !== 'GET') await gate
    return fetch(input, init)
  }

  /** Waits until what Vue sees is as the check wants it. */
  const eventually = (value: () => unknown, want: unknown) => new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new assert.AssertionError({ actual: value(), expected: want, operator: 'eventually' })), 30_000)
    scope.run(() => watch(value, (now, _, done) => {
      try {
        assert.deepEqual(now, want)
      } catch {
        return
      }
      clearTimeout(late)
      done(() => {})
      resolve()
    }, { immediate: true, deep: true }))
  })

  beforeEach(async () => {
    queries = new QueryClient({ defaultOptions: { queries: { retry: false, gcTime: Infinity }, mutations: { gcTime: Infinity } } })
    scope = effectScope(true)
    gate = Promise.resolve()
    await createClient(schema, { endpoint }).note.deleteMany({})
  })
  afterEach(() => {
    scope.stop()
    queries.clear()
  })

  test('list, follow their arguments, and are refetched after a write', async () => {
    const title = ref('b')
    const { list, one, create } = setup(() => {
      const note = useClientQueries(schema).note
      return { list: note.useFindMany({ orderBy: { id: 'asc' } }), one: note.useFindFirst(() => ({ where: { title: title.value } })), create: note.useCreate() }
    })
    await eventually(() => list.data.value, [])
    const made = await create.mutateAsync({ data: { title: 'a', size: 5n, price: '1.50' } })
    assert.deepEqual([made!.at instanceof Date, made!.size, String(made!.price)], [true, 5n, '1.5'])
    await eventually(() => list.data.value?.map((n) => n.title), ['a'])
    await eventually(() => one.data.value, null)
    title.value = 'a'
    await eventually(() => one.data.value?.size, 5n)
  })

  test('show a create before the server has answered, with the defaults of the schema', async () => {
    const { list, create } = setup(() => {
      const note = useClientQueries(schema).note
      return { list: note.useFindMany(), create: note.useCreate({ optimisticUpdate: true }) }
    })
    await eventually(() => list.data.value, [])
    let open = () => {}
    gate = new Promise((resolve) => { open = resolve })
    const done = create.mutateAsync({ data: { title: 'soon' } })
    const shown = () => list.data.value?.map((n) => [n.title, n.color, (n as { $optimistic?: boolean }).$optimistic])
    await eventually(shown, [['soon', 'RED', true]])
    open()
    await done
    await eventually(shown, [['soon', 'RED', undefined]])
  })

  test('run a sequential transaction, and ask anew for what it has changed', async () => {
    const { count, transaction } = setup(() => {
      const all = useClientQueries(schema)
      return { count: all.note.useCount(), transaction: all.$transaction.useSequential() }
    })
    await eventually(() => count.data.value, 0)
    const made = await transaction.mutateAsync([
      { model: 'Note', op: 'create', args: { data: { title: 'first', at: new Date(0) } } },
      { model: 'Note', op: 'createMany', args: { data: [{ title: 'second' }, { title: 'third' }] } },
    ])
    assert.deepEqual([made[0].at, made[1]], [new Date(0), { count: 2 }])
    await eventually(() => count.data.value, 3)
  })

  test('are told of a refusal', async () => {
    const create = setup(() => useClientQueries(schema).note.useCreate())
    await assert.rejects(create.mutateAsync({ data: { title: 'hidden' } }), (e: Error & { status?: number, info?: { rejectReason?: string } }) => {
      assert.deepEqual([e.status, e.info?.rejectReason], [403, 'no-access'])
      return true
    })
  })
})
