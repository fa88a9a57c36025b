import type { InferGetServerSidePropsType } from 'next'
import { useRouter } from 'next/router'
import type { FormEvent } from 'react'
import { useAction } from '../../components/action'
import { values } from '../../components/field'
import { Form } from '../../components/form'
import { Progress } from '../../components/progress'
import { Shell } from '../../components/shell'
import { Todo } from '../../components/todo'
import { signedIn } from '../../server/page'

export const getServerSideProps = signedIn(async (db, { id = '' }) => {
  const list = await db.list.findUnique({
    where: { id },
    select: {
      id: true,
      title: true,
      private: true,
      space: { select: { name: true, slug: true } },
      todos: { select: { id: true, title: true, completedAt: true, owner: { select: { name: true, email: true } } }, orderBy: { createdAt: 'asc' } },
    },
  })
  if (!list) return null
  const todos = list.todos.map(({ completedAt, owner, ...todo }) => ({ ...todo, done: completedAt !== null, by: owner.name || owner.email }))
  return { list: { ...list, todos } }
})

export default function List({ me, list }: InferGetServerSidePropsType<typeof getServerSideProps>) {
  const { run, busy } = useAction()
  const router = useRouter()
  const home = `/space/${list.space.slug}`
  const done = list.todos.filter((todo) => todo.done)

  async function add(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    if (await run('createTodo', { listId: list.id, title: values(form).title ?? '' })) form.reset()
  }

  return (
    <Shell title={list.title} me={me} crumbs={[{ href: home, name: list.space.name }, { href: router.asPath, name: list.title }]}>
      <div className="narrow">
        <h1>{list.title} {list.private && <span className="badge">private</span>}</h1>
        <Progress done={done.length} all={list.todos.length} />
        <Form className="line" onSubmit={add}>
          <input name="title" aria-label="What is to do" placeholder="What is to do?" maxLength={100} required autoFocus />
          <button className="button" disabled={busy}>Add</button>
        </Form>
        <ul className="todos">
          {list.todos.filter((todo) => !todo.done).map((todo) => (
            <Todo key={todo.id} {...todo} check={(done) => run('setDone', { id: todo.id, done })} remove={() => run('deleteTodo', { id: todo.id })} />
          ))}
          {list.todos.length === done.length && <li className="empty">{done.length ? 'All done.' : 'Nothing to do yet.'}</li>}
        </ul>
        {done.length > 0 && <h2>Done</h2>}
        <ul className="todos">
          {done.map((todo) => (
            <Todo key={todo.id} {...todo} check={(done) => run('setDone', { id: todo.id, done })} remove={() => run('deleteTodo', { id: todo.id })} />
          ))}
        </ul>
        <p className="foot"><button className="quiet danger" onClick={() => run('deleteList', { id: list.id }, home)}>Delete this list</button></p>
      </div>
    </Shell>
  )
}
