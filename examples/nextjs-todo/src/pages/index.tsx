import Link from 'next/link'
import type { InferGetServerSidePropsType } from 'next'
import { type FormEvent, useState } from 'react'
import { useAction } from '../components/action'
import { Avatar, hue } from '../components/avatar'
import { Field, values } from '../components/field'
import { Form } from '../components/form'
import { Shell } from '../components/shell'
import { signedIn } from '../server/page'

export const getServerSideProps = signedIn(async (db) => ({
  spaces: await db.space.findMany({
    select: {
      name: true,
      slug: true,
      members: { select: { user: { select: { id: true, name: true, email: true } } }, orderBy: { createdAt: 'asc' } },
      _count: { select: { lists: true } },
    },
    orderBy: { createdAt: 'asc' },
  }),
}))

export default function Spaces({ me, spaces }: InferGetServerSidePropsType<typeof getServerSideProps>) {
  return (
    <Shell title="Spaces" me={me}>
      <h1>Good to see you, {me.name.split(' ')[0]}</h1>
      <p className="lead">{spaces.length ? 'Your spaces, and those that others have let you into.' : 'A space is where a few people keep lists together. Make the first one, or wait until somebody lets you in.'}</p>
      <ul className="grid">
        {spaces.map(({ name, slug, members, _count }) => (
          <li key={slug}>
            <Link href={`/space/${slug}`} className="card space">
              <span className="tile" style={{ '--hue': hue(slug) } as React.CSSProperties}>{name[0]?.toUpperCase()}</span>
              <strong>{name}</strong>
              <span className="faint">{_count.lists === 1 ? '1 list' : `${_count.lists} lists`}</span>
              <span className="people">{members.map(({ user }) => <Avatar key={user.id} name={user.name || user.email} />)}</span>
            </Link>
          </li>
        ))}
        <li><NewSpace /></li>
      </ul>
    </Shell>
  )
}

/** What of a name may stand in an address. */
const slugOf = (name: string) => name.toLowerCase().normalize('NFD').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 16)

function NewSpace() {
  const { run, busy } = useAction()
  const [name, setName] = useState('')
  const [slug, setSlug] = useState<string>()
  const address = slug ?? slugOf(name)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const { slug = '' } = values(event.currentTarget)
    await run('createSpace', { name, slug }, `/space/${slug}`)
  }

  return (
    <Form className="card stack new" onSubmit={submit}>
      <strong>A new space</strong>
      <Field label="Name" name="name" value={name} onChange={(e) => setName(e.target.value)} minLength={4} maxLength={50} required />
      <Field label="Address" name="slug" value={address} onChange={(e) => setSlug(e.target.value)} minLength={4} maxLength={16} required hint={`/space/${address}`} />
      <button className="button" disabled={busy}>Create space</button>
    </Form>
  )
}
