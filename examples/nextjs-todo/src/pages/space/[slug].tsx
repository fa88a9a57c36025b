import type { InferGetServerSidePropsType } from 'next'
import Link from 'next/link'
import { type FormEvent, useState } from 'react'
import { useAction } from '../../components/action'
import { values } from '../../components/field'
import { Form } from '../../components/form'
import { Members } from '../../components/members'
import { Progress } from '../../components/progress'
import { Shell } from '../../components/shell'
import { signedIn } from '../../server/page'

export const getServerSideProps = signedIn(async (db, { slug = '' }) => {
  const space = await db.space.findUnique({
    where: { slug },
    select: {
      id: true,
      name: true,
      slug: true,
      members: { select: { id: true, role: true, user: { select: { id: true, name: true, email: true } } }, orderBy: { createdAt: 'asc' } },
      lists: {
        select: { id: true, title: true, private: true, owner: { select: { name: true, email: true } }, todos: { select: { completedAt: true } } },
        orderBy: { createdAt: 'asc' },
      },
    },
  })
  if (!space) return null
  const lists = space.lists.map(({ todos, ...list }) => ({ ...list, all: todos.length, done: todos.filter((t) => t.completedAt).length }))
  return { space: { ...space, lists } }
})

export default function Space({ me, space }: InferGetServerSidePropsType<typeof getServerSideProps>) {
  return (
    <Shell title={space.name} me={me} crumbs={[{ href: `/space/${space.slug}`, name: space.name }]}>
      <Name key={space.name} id={space.id} name={space.name} />
      <div className="columns">
        <section>
          <h2>Lists</h2>
          <ul className="rows">
            {space.lists.map((list) => (
              <li key={list.id}>
                <Link href={`/list/${list.id}`} className="card row">
                  <span className="row-title">
                    <strong>{list.title}</strong>
                    {list.private && <span className="badge">private</span>}
                  </span>
                  <span className="faint">{list.owner.name || list.owner.email}</span>
                  <Progress done={list.done} all={list.all} />
                </Link>
              </li>
            ))}
            {space.lists.length === 0 && <li className="empty">No lists yet.</li>}
          </ul>
          <NewList spaceId={space.id} />
        </section>
        <Members me={me} spaceId={space.id} members={space.members} />
      </div>
    </Shell>
  )
}

/** The name of the space, which whoever may can write anew. */
function Name({ id, name }: { id: string; name: string }) {
  const { run, busy } = useAction()
  const [editing, setEditing] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (await run('renameSpace', { id, name: values(event.currentTarget).name ?? '' })) setEditing(false)
  }

  if (!editing) return <h1>{name} <button className="quiet" onClick={() => setEditing(true)}>Rename</button></h1>
  return (
    <Form className="line" onSubmit={submit}>
      <input name="name" aria-label="Name of the space" defaultValue={name} minLength={4} maxLength={50} required autoFocus />
      <button className="button" disabled={busy}>Save</button>
      <button type="button" className="quiet" onClick={() => setEditing(false)}>Cancel</button>
    </Form>
  )
}

function NewList({ spaceId }: { spaceId: string }) {
  const { run, busy } = useAction()

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const { title = '', hidden } = values(form)
    if (await run('createList', { spaceId, title, hidden: hidden === 'on' })) form.reset()
  }

  return (
    <Form className="line" onSubmit={submit}>
      <input name="title" aria-label="Title of the new list" placeholder="A new list" maxLength={100} required />
      <label className="tick"><input type="checkbox" name="hidden" /> private</label>
      <button className="button" disabled={busy}>Create list</button>
    </Form>
  )
}
