import type { FormEvent } from 'react'
import type { Me } from '../server/page'
import { useAction } from './action'
import { Avatar } from './avatar'
import { values } from './field'
import { Form } from './form'

interface Member {
  id: string
  role: 'USER' | 'ADMIN'
  user: { id: string; name: string | null; email: string }
}

/**
 * Who belongs to a space. Everybody is offered to let people in and to show them
 * the door; who may is for the rules to say.
 */
export function Members({ me, spaceId, members }: { me: Me; spaceId: string; members: Member[] }) {
  const { run, busy } = useAction()

  async function invite(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    if (await run('invite', { spaceId, email: values(form).email ?? '' })) form.reset()
  }

  return (
    <aside className="card members">
      <h2>People</h2>
      <ul>
        {members.map(({ id, role, user }) => (
          <li key={id}>
            <Avatar name={user.name || user.email} />
            <span className="who">
              {user.name || user.email}
              <small className="faint">{role === 'ADMIN' ? 'admin' : user.email}</small>
            </span>
            {user.id !== me.id && <button className="quiet" aria-label={`Remove ${user.name || user.email}`} onClick={() => run('dismiss', { id })}>×</button>}
          </li>
        ))}
      </ul>
      <Form className="line" onSubmit={invite}>
        <input name="email" type="email" aria-label="E-mail of whom to let in" placeholder="Their e-mail" required />
        <button className="button second" disabled={busy}>Let in</button>
      </Form>
    </aside>
  )
}
