import { SessionProvider, signIn, signOut, useSession } from 'next-auth/react'
import { type FormEvent, useCallback, useEffect, useState } from 'react'
import { Door } from '../components/door'
import { Field, values } from '../components/field'
import { Form } from '../components/form'
import { useNotice } from '../components/notice'
import { Todo } from '../components/todo'
import { rpc } from '../rpc'

/**
 * A page without a server of its own: Gozen signs in, keeps the session and
 * answers for the data. next-auth/react is the one that all other pages use.
 */
export default function Direct() {
  return (
    <SessionProvider basePath="/gozen/auth">
      <Inside />
    </SessionProvider>
  )
}

function Inside() {
  const { data: session, status } = useSession()
  if (status === 'loading') return <Door title="One moment" />
  return session?.user ? <Open name={session.user.name || session.user.email || 'you'} /> : <Closed />
}

function Closed() {
  const [failed, setFailed] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const { email = '', password = '' } = values(event.currentTarget)
    const answer = await signIn('credentials', { email: email.toLowerCase(), password, redirect: false })
    setFailed(!answer?.ok)
  }

  return (
    <Door title="Straight to Gozen" lead="This page is signed in by Gozen itself." foot={<a href="/gozen/auth/signin?callbackUrl=%2Fdirect">All ways to sign in</a>}>
      {failed && <p className="error" role="alert">That address and password do not go together.</p>}
      <Form onSubmit={submit} className="stack">
        <Field label="E-mail" name="email" type="email" autoComplete="email" required />
        <Field label="Password" name="password" type="password" autoComplete="current-password" required />
        <button className="button wide">Sign in</button>
      </Form>
    </Door>
  )
}

interface Open {
  id: string
  title: string
  list: { title: string }
}

/** All that is still to do, in whichever list. */
const question = { where: { completedAt: null }, select: { id: true, title: true, list: { select: { title: true } } }, orderBy: { createdAt: 'asc' }, take: 100 }

function Open({ name }: { name: string }) {
  const notify = useNotice()
  const [todos, setTodos] = useState<Open[]>()

  const load = useCallback(async () => setTodos(await rpc<Open[]>('todo', 'findMany', question)), [])
  useEffect(() => {
    load().catch((error: Error) => notify(error.message))
  }, [load])

  async function check(id: string): Promise<boolean> {
    try {
      await rpc('todo', 'update', { where: { id }, data: { completedAt: new Date().toISOString() }, select: { id: true } })
      await load()
      return true
    } catch (error) {
      notify((error as Error).message)
      return false
    }
  }

  return (
    <Door title="Still to do" lead={`All that ${name} may see, in whichever list.`} foot={<a href="/">To my spaces</a>}>
      <ul className="todos">
        {todos?.map(({ id, title, list }) => <Todo key={id} title={title} by={list.title} done={false} check={() => check(id)} />)}
        {todos?.length === 0 && <li className="empty">All done.</li>}
      </ul>
      <button className="button second wide" onClick={() => signOut({ callbackUrl: '/direct' })}>Sign out</button>
    </Door>
  )
}
