import './dom.ts'
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, renderHook, waitFor } from '@testing-library/react'
import { createClient } from '@zenstackhq/fetch-client'
import { QuerySettingsProvider, useClientQueries } from '@zenstackhq/tanstack-query/react'
import { createElement, type ReactNode } from 'react'
import { schema } from '../generated/schema-lite.ts'

const endpoint = process.env.GOZEN_ENDPOINT!

describe("ZenStack's React hooks", () => {
  let queries: QueryClient

  const wrapper = ({ children }: { children: ReactNode }) =>
    createElement(QueryClientProvider, { client: queries },
      createElement(QuerySettingsProvider, { value: { endpoint, fetch: slow } }, children))

  /** Holds writes back until it is told, so that what is shown before can be seen. */
  let gate: Promise<void> = Promise.resolve()
  const slow: typeof fetch = async (input, init) => {
    if (init?.method && init.method !== 'GET') await gate
    return fetch(input, init)
  }

  const hook = <T>(use: () => T) => renderHook(use, { wrapper })
  const eventually = (check: () => void) => waitFor(check, { timeout: 30_000 })

  beforeEach(async () => {
    queries = new QueryClient({ defaultOptions: { queries: { retry: false, gcTime: Infinity }, mutations: { gcTime: Infinity } } })
    gate = Promise.resolve()
    await createClient(schema, { endpoint }).note.deleteMany({})
  })
  afterEach(() => {
    cleanup()
    queries.clear()
  })

  test('list, and are refetched after a write', async () => {
    const list = hook(() => useClientQueries(schema).note.useFindMany({ orderBy: { id: 'asc' } }))
    await eventually(() => assert.deepEqual(list.result.current.data, []))
    const create = hook(() => useClientQueries(schema).note.useCreate())
    const made = await create.result.current.mutateAsync({ data: { title: 'new' } })
    assert.ok(made!.at instanceof Date)
    await eventually(() => assert.deepEqual(list.result.current.data?.map((n) => n.title), ['new']))
    const remove = hook(() => useClientQueries(schema).note.useDelete())
    await remove.result.current.mutateAsync({ where: { id: made!.id } })
    await eventually(() => assert.deepEqual(list.result.current.data, []))
  })

  test('show a create before the server has answered, with the defaults of the schema', async () => {
    const list = hook(() => useClientQueries(schema).note.useFindMany())
    await eventually(() => assert.deepEqual(list.result.current.data, []))
    const create = hook(() => useClientQueries(schema).note.useCreate({ optimisticUpdate: true }))
    let open = () => {}
    gate = new Promise((resolve) => { open = resolve })
    const done = create.result.current.mutateAsync({ data: { title: 'soon' } })
    await eventually(() => {
      const shown = list.result.current.data?.[0] as unknown as { title: string, color: string, at: Date, $optimistic?: boolean }
      assert.deepEqual([shown?.title, shown?.color, shown?.at instanceof Date, shown?.$optimistic], ['soon', 'RED', true, true])
    })
    open()
    const made = await done
    await eventually(() => {
      const shown = list.result.current.data?.[0] as unknown as { id: number, $optimistic?: boolean }
      assert.deepEqual([shown?.id, shown?.$optimistic], [made!.id, undefined])
    })
  })

  test('go through pages', async () => {
    await createClient(schema, { endpoint }).note.createMany({ data: ['a', 'b', 'c'].map((title) => ({ title })) })
    const pages = hook(() => useClientQueries(schema).note.useInfiniteFindMany(
      { orderBy: { title: 'asc' }, take: 2, skip: 0 },
      { getNextPageParam: (last, all) => (last.length < 2 ? undefined : { orderBy: { title: 'asc' }, take: 2, skip: all.length * 2 }) },
    ))
    await eventually(() => assert.equal(pages.result.current.hasNextPage, true))
    await pages.result.current.fetchNextPage()
    await eventually(() => assert.deepEqual(pages.result.current.data?.pages.map((p) => p.map((n) => n.title)), [['a', 'b'], ['c']]))
    assert.equal(pages.result.current.hasNextPage, false)
  })

  test('run a sequential transaction, and ask anew for what it has changed', async () => {
    const count = hook(() => useClientQueries(schema).note.useCount())
    const exists = hook(() => useClientQueries(schema).note.useExists({ where: { title: 'second' } }))
    await eventually(() => assert.deepEqual([count.result.current.data, exists.result.current.data], [0, false]))
    const transaction = hook(() => useClientQueries(schema).$transaction.useSequential())
    const [first, , many] = await transaction.result.current.mutateAsync([
      { model: 'Note', op: 'create', args: { data: { title: 'first', at: new Date(0), size: 5n } } },
      { model: 'Note', op: 'create', args: { data: { title: 'second' } } },
      { model: 'Note', op: 'findMany', args: { where: { size: { gt: 4 } }, select: { size: true } } },
    ])
    assert.deepEqual([first.at, many], [new Date(0), [{ size: 5n }]])
    await eventually(() => assert.deepEqual([count.result.current.data, exists.result.current.data], [2, true]))
    await assert.rejects(transaction.result.current.mutateAsync([
      { model: 'Note', op: 'deleteMany' },
      { model: 'Note', op: 'create', args: { data: { title: 'hidden' } } },
    ]))
    await count.result.current.refetch()
    assert.equal(count.result.current.data, 2)
  })

  test('suspend, group and sum, and stop asking when they are told', async () => {
    await createClient(schema, { endpoint }).note.createMany({ data: [{ title: 'a', size: 1n }, { title: 'b', size: 2n, color: 'GREEN' }] })
    const suspended = hook(() => useClientQueries(schema).note.useSuspenseFindMany({ orderBy: { title: 'asc' } }))
    await eventually(() => assert.deepEqual(suspended.result.current?.data.map((n) => n.title), ['a', 'b']))
    const sums = hook(() => useClientQueries(schema).note.useAggregate({ _sum: { size: true }, _count: true }))
    const groups = hook(() => useClientQueries(schema).note.useGroupBy({ by: ['color'], _max: { title: true }, orderBy: { color: 'asc' } }))
    await eventually(() => assert.deepEqual(sums.result.current.data, { _sum: { size: 3n }, _count: 2 }))
    await eventually(() => assert.deepEqual(groups.result.current.data?.map((g) => g._max?.title).sort(), ['a', 'b']))
    const off = hook(() => useClientQueries(schema).note.useFindMany({}, { enabled: false }))
    assert.equal(off.result.current.fetchStatus, 'idle')
    const own = hook(() => useClientQueries(schema).note.useCreate({ invalidateQueries: false }))
    await own.result.current.mutateAsync({ data: { title: 'c' } })
    assert.equal(suspended.result.current.data.length, 2)
    await queries.invalidateQueries({ queryKey: suspended.result.current.queryKey })
    await eventually(() => assert.equal(suspended.result.current.data.length, 3))
  })

  test('are told of a refusal', async () => {
    const create = hook(() => useClientQueries(schema).note.useCreate())
    await assert.rejects(create.result.current.mutateAsync({ data: { title: 'hidden' } }), (e: Error & { status?: number, info?: { rejectReason?: string } }) => {
      assert.deepEqual([e.status, e.info?.rejectReason], [403, 'no-access'])
      return true
    })
  })
})
