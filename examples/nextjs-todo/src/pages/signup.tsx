import Link from 'next/link'
import { signIn } from 'next-auth/react'
import { type FormEvent, useState } from 'react'
import { act } from '../act'
import { Door } from '../components/door'
import { Field, values } from '../components/field'
import { Form } from '../components/form'

export default function SignUp() {
  const [error, setError] = useState('')
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const { name = '', email = '', password = '' } = values(event.currentTarget)
    setBusy(true)
    try {
      await act('signUp', { name, email, password })
      await signIn('credentials', { email: email.toLowerCase(), password, callbackUrl: '/' })
    } catch (error) {
      setError((error as Error).message)
      setBusy(false)
    }
  }

  return (
    <Door title="Sign up" lead="Lists that you share with the people they are for, and with nobody else." foot={<>Here before? <Link href="/signin">Sign in</Link></>}>
      <Form onSubmit={submit} className="stack">
        <Field label="Name" name="name" autoComplete="name" required />
        <Field label="E-mail" name="email" type="email" autoComplete="email" required />
        <Field label="Password" name="password" type="password" autoComplete="new-password" minLength={8} required hint="At least eight characters" />
        {error && <p className="error" role="alert">{error}</p>}
        <button className="button wide" disabled={busy}>Sign up</button>
      </Form>
    </Door>
  )
}
