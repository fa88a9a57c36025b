import { useClientQueries } from '@zenstackhq/tanstack-query/react'
import { useState, type FormEvent } from 'react'
import { schema } from './gozen/schema-lite'
import { Refusal } from './refusal'

const page = 5

/** What is to do. What is written is shown before the server has answered. */
export function Open() {
  const [text, setText] = useState('')
  const { note } = useClientQueries(schema)
  const notes = note.useFindMany({ where: { done: false }, orderBy: { id: 'desc' } })
  const create = note.useCreate({ optimisticUpdate: true })
  const update = note.useUpdate({ optimisticUpdate: true })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate({ data: { text } })
    setText('')
  }
  return (
    <section aria-label="Open">
      <form onSubmit={submit}>
        <input value={text} onChange={(event) => setText(event.target.value)} placeholder="What is to do?" aria-label="What is to do?" />
        <button>Add</button>
        <Refusal error={create.error ?? update.error} />
      </form>
      <ul>
        {notes.data?.map((n) => (
          <li key={n.id} className={n.$optimistic ? 'saving' : undefined}>
            <label>
              <input type="checkbox" disabled={n.$optimistic} checked={n.done} onChange={() => update.mutate({ where: { id: n.id }, data: { done: true } })} /> {n.text}
            </label>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What is done, a page at a time. */
export function Done() {
  const { note } = useClientQueries(schema)
  const done = { where: { done: true }, orderBy: { id: 'desc' }, take: page } as const
  const notes = note.useInfiniteFindMany(done, {
    getNextPageParam: (last) => (last.length < page ? undefined : { ...done, cursor: { id: last.at(-1)!.id }, skip: 1 }),
  })
  const clear = note.useDeleteMany()
  return (
    <section aria-label="Done">
      <h2>Done</h2>
      <ul>{notes.data?.pages.flat().map((n) => <li key={n.id}>{n.text}</li>)}</ul>
      {notes.hasNextPage && <button onClick={() => notes.fetchNextPage()}>More</button>}{' '}
      {notes.data?.pages[0]?.length ? <button onClick={() => clear.mutate({ where: { done: true } })}>Forget them</button> : null}
    </section>
  )
}
