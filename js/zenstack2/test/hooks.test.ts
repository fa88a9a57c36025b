import './dom'
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, renderHook, waitFor } from '@testing-library/react'
import { createElement, type ReactNode } from 'react'
import * as hooks from '../generated/hooks'

const endpoint = process.env.GOZEN_ENDPOINT!

/** What the hooks of ZenStack 2 say of an error. */
type Refused = Error & { status?: number, info?: Record<string, unknown> }

describe('the hooks that ZenStack 2 generates', () => {
  let queries: QueryClient

  const wrapper = ({ children }: { children: ReactNode }) =>
    createElement(QueryClientProvider, { client: queries }, createElement(hooks.Provider, { value: { endpoint, fetch: slow } }, children))

  /** Holds writes back until it is told, so that what is shown before can be seen. */
  let gate: Promise<void> = Promise.resolve()
  const slow = async (input: string, init?: RequestInit) => {
    if (init?.method && init.method !== 'GET') await gate
    return fetch(input, init)
  }

  const hook = <T>(use: () => T) => renderHook(use, { wrapper }).result
  const eventually = (check: () => void) => waitFor(check, { timeout: 30_000 })
  const refused = (work: Promise<unknown>) => work.then(() => assert.fail('nothing was thrown'), (e: Refused) => ({ ...e.info, status: e.status }) as Record<string, unknown>)

  beforeEach(async () => {
    queries = new QueryClient({ defaultOptions: { queries: { retry: false, gcTime: Infinity }, mutations: { gcTime: Infinity } } })
    gate = Promise.resolve()
    for (const model of ['note', 'user']) await fetch(`${endpoint}/${model}/deleteMany`, { method: 'DELETE' })
  })
  afterEach(() => {
    cleanup()
    queries.clear()
  })

  test('list, and ask anew after each kind of write', async () => {
    const list = hook(() => hooks.useFindManyNote({ orderBy: { id: 'asc' } }))
    const shows = (titles: string[]) => eventually(() => assert.deepEqual(list.current.data?.map((n) => n.title), titles))
    await shows([])
    const create = hook(() => hooks.useCreateNote())
    const made = await create.current.mutateAsync({ data: { title: 'new' } })
    assert.ok(made!.at instanceof Date)
    await shows(['new'])
    await hook(() => hooks.useCreateManyNote()).current.mutateAsync({ data: [{ title: 'two' }, { title: 'three' }] })
    await shows(['new', 'two', 'three'])
    await hook(() => hooks.useUpdateNote()).current.mutateAsync({ where: { id: made!.id }, data: { title: 'one' } })
    await shows(['one', 'two', 'three'])
    assert.deepEqual(await hook(() => hooks.useUpdateManyNote()).current.mutateAsync({ where: { title: 'two' }, data: { title: 'zwei' } }), { count: 1 })
    await shows(['one', 'zwei', 'three'])
    await hook(() => hooks.useUpsertNote()).current.mutateAsync({ where: { id: made!.id }, create: { title: 'x' }, update: { title: 'uno' } })
    await shows(['uno', 'zwei', 'three'])
    await hook(() => hooks.useDeleteNote()).current.mutateAsync({ where: { id: made!.id } })
    await shows(['zwei', 'three'])
    assert.deepEqual(await hook(() => hooks.useDeleteManyNote()).current.mutateAsync({ where: { title: 'three' } }), { count: 1 })
    await shows(['zwei'])
    await hook(() => hooks.useDeleteManyNote()).current.mutateAsync({})
    await shows([])
  })

  test('ask anew for what is nested, and for what a cascade has deleted', async () => {
    const list = hook(() => hooks.useFindManyNote({ include: { user: true } }))
    await eventually(() => assert.deepEqual(list.current.data, []))
    const user = await hook(() => hooks.useCreateUser()).current.mutateAsync({ data: { email: 'ann@example.com', notes: { create: [{ title: 'hers' }] } }, include: { notes: true } })
    assert.equal(user!.notes[0]!.title, 'hers')
    await eventually(() => assert.equal(list.current.data?.[0]?.user?.email, 'ann@example.com'))
    await hook(() => hooks.useDeleteUser()).current.mutateAsync({ where: { email: 'ann@example.com' } })
    await eventually(() => assert.deepEqual(list.current.data, []))
  })

  test('write and read real values', async () => {
    const at = new Date('2024-05-01T12:00:00.123Z')
    const create = hook(() => hooks.useCreateNote())
    const note = await create.current.mutateAsync({ data: { title: 'typed', at, size: 9007199254740993n, price: '1.50', blob: new Uint8Array([1, 255]) } })
    const found = hook(() => hooks.useFindUniqueNote({ where: { id: note!.id } }))
    const filtered = hook(() => hooks.useFindFirstNote({ where: { size: { gt: 5 }, at: { lte: at } }, select: { title: true } }))
    await eventually(() => assert.deepEqual(filtered.current.data, { title: 'typed' }))
    await eventually(() => assert.ok(found.current.data))
    for (const n of [note!, found.current.data!]) {
      assert.deepEqual(n.at, at)
      assert.equal(n.size, 9007199254740993n)
      assert.equal(n.price?.toString(), '1.5')
      assert.deepEqual([...n.blob!], [1, 255])
      assert.equal(n.color, 'RED')
    }
  })

  test('count, aggregate and group', async () => {
    await hook(() => hooks.useCreateManyNote()).current.mutateAsync({ data: [{ title: 'a', size: 1 }, { title: 'b', size: 2, color: 'GREEN' }, { title: 'c', color: 'GREEN' }] })
    const count = hook(() => hooks.useCountNote({ where: { color: 'GREEN' } }))
    const counts = hook(() => hooks.useCountNote({ select: { _all: true, size: true } }))
    const sums = hook(() => hooks.useAggregateNote({ _sum: { size: true }, _max: { title: true } }))
    const groups = hook(() => hooks.useGroupByNote({ by: ['color'], _count: true, orderBy: { color: 'asc' } }))
    await eventually(() => assert.equal(count.current.data, 2))
    await eventually(() => assert.deepEqual(counts.current.data, { _all: 3, size: 2 }))
    await eventually(() => assert.deepEqual(sums.current.data, { _sum: { size: 3n }, _max: { title: 'c' } }))
    await eventually(() => assert.deepEqual(groups.current.data?.map((g) => [g.color, g._count]).sort(), [['GREEN', 2], ['RED', 1]]))
  })

  test('show a create before the server has answered', async () => {
    const list = hook(() => hooks.useFindManyNote())
    await eventually(() => assert.deepEqual(list.current.data, []))
    const create = hook(() => hooks.useCreateNote({ optimisticUpdate: true }))
    let open = () => {}
    gate = new Promise((resolve) => { open = resolve })
    const done = create.current.mutateAsync({ data: { title: 'soon' } })
    await eventually(() => assert.deepEqual(list.current.data?.map((n) => [n.title, n.$optimistic]), [['soon', true]]))
    open()
    const made = await done
    await eventually(() => assert.deepEqual(list.current.data?.map((n) => [n.id, n.$optimistic]), [[made!.id, undefined]]))
  })

  test('go through pages', async () => {
    await hook(() => hooks.useCreateManyNote()).current.mutateAsync({ data: ['a', 'b', 'c'].map((title) => ({ title })) })
    const page = { orderBy: { title: 'asc' }, take: 2 } as const
    const pages = hook(() => hooks.useInfiniteFindManyNote({ ...page, skip: 0 }, {
      getNextPageParam: (last, all) => (last.length < 2 ? undefined : { ...page, skip: all.length * 2 }),
    }))
    await eventually(() => assert.equal(pages.current.hasNextPage, true))
    await pages.current.fetchNextPage()
    await eventually(() => assert.deepEqual(pages.current.data?.pages.map((p) => p.map((n) => n.title)), [['a', 'b'], ['c']]))
    assert.equal(pages.current.hasNextPage, false)
  })

  test('ask what the rules allow', async () => {
    const asked = [
      hook(() => hooks.useCheckNote({ operation: 'create' })),
      hook(() => hooks.useCheckNote({ operation: 'read', where: { title: 'hidden' } })),
      hook(() => hooks.useCheckNote({ operation: 'update', where: { color: 'RED' } })),
      hook(() => hooks.useCheckNote({ operation: 'update', where: { color: 'GREEN' } })),
      hook(() => hooks.useCheckAudit({ operation: 'read' })),
    ]
    await eventually(() => assert.deepEqual(asked.map((a) => a.current.data), [true, false, true, false, false]))
  })

  test('are told what is wrong in the words of ZenStack 2', async () => {
    const create = hook(() => hooks.useCreateNote())
    const users = hook(() => hooks.useCreateUser())
    const { message, ...denied } = await refused(create.current.mutateAsync({ data: { title: 'hidden' } }))
    assert.match(String(message), /^denied by policy: note/)
    assert.deepEqual(denied, { status: 403, prisma: true, code: 'P2004', reason: 'ACCESS_POLICY_VIOLATION', rejectedByPolicy: true, rejectReason: 'no-access' })

    const invalid = await refused(create.current.mutateAsync({ data: { title: 'x'.repeat(21) } }))
    assert.deepEqual([invalid.status, invalid.reason, invalid.rejectedByValidation], [422, 'DATA_VALIDATION_VIOLATION', true])
    assert.deepEqual((invalid.zodErrors as { issues: { path: unknown[] }[] }).issues[0]!.path, ['data', 'title'])

    await users.current.mutateAsync({ data: { email: 'ann@example.com' } })
    const taken = await refused(users.current.mutateAsync({ data: { email: 'ann@example.com' } }))
    assert.deepEqual([taken.status, taken.prisma, taken.code], [400, true, 'P2002'])

    const missing = await refused(hook(() => hooks.useUpdateNote()).current.mutateAsync({ where: { id: 1 << 30 }, data: { title: 'x' } }))
    assert.deepEqual([missing.status, missing.prisma, missing.code], [404, true, 'P2025'])

    const nobody = await refused(create.current.mutateAsync({ data: { title: 'x', userId: 1 << 30 } }))
    assert.deepEqual([nobody.status, nobody.prisma, nobody.code], [400, true, 'P2003'])
  })

  test('return nothing for a result that may not be read', async () => {
    assert.equal(await hook(() => hooks.useCreateAudit()).current.mutateAsync({ data: { note: 'never read' } }), undefined)
  })

  test('have an error for a query that is wrong', async () => {
    // @ts-expect-error there is no such field
    const list = hook(() => hooks.useFindManyNote({ where: { nope: 1 } }))
    await eventually(() => assert.deepEqual([list.current.error?.status, (list.current.error?.info as { reason: string })?.reason], [422, 'DATA_VALIDATION_VIOLATION']))
  })
})
