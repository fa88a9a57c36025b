import type { GetServerSideProps } from 'next'
import Link from 'next/link'
import { useRouter } from 'next/router'
import { signIn } from 'next-auth/react'
import { type FormEvent, useState } from 'react'
import { Door } from '../components/door'
import { Field, values } from '../components/field'
import { Form } from '../components/form'
import { authOptions } from './api/auth/[...nextauth]'

/** Codes of next-auth in words; it has more, and what they are about is not for people. */
const words: Record<string, string> = {
  CredentialsSignin: 'That address and password do not go together.',
  OAuthAccountNotLinked: 'This address signs in in another way. Do that first.',
  Verification: 'This link has been used, or its time is over. Ask for another.',
  EmailSignin: 'The mail could not be sent.',
}

interface Props {
  mail: boolean
  others: { id: string; name: string }[]
}

export const getServerSideProps: GetServerSideProps<Props> = async () => {
  const { providers } = authOptions
  return {
    props: {
      mail: providers.some(({ type }) => type === 'email'),
      others: providers.filter(({ type }) => type === 'oauth').map(({ id, name }) => ({ id, name })),
    },
  }
}

export default function SignIn({ mail, others }: Props) {
  const { query } = useRouter()
  const [busy, setBusy] = useState(false)
  const callbackUrl = typeof query.callbackUrl === 'string' ? query.callbackUrl : '/'

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const { email = '', password = '' } = values(event.currentTarget)
    const button = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null
    setBusy(true)
    void signIn(button?.value ?? 'credentials', { email: email.toLowerCase(), password, callbackUrl })
  }

  return (
    <Door title="Sign in" foot={<>New here? <Link href="/signup">Sign up</Link></>}>
      {query.error && <p className="error" role="alert">{words[String(query.error)] ?? 'That did not work. Try again.'}</p>}
      <Form onSubmit={submit} className="stack">
        <Field label="E-mail" name="email" type="email" autoComplete="email" required />
        <Field label="Password" name="password" type="password" autoComplete="current-password" />
        <button className="button wide" value="credentials" disabled={busy}>Sign in</button>
        {mail && <button className="button second wide" value="email" disabled={busy}>Mail me a link instead</button>}
      </Form>
      {others.length > 0 && <div className="or">or</div>}
      {others.map(({ id, name }) => (
        <button key={id} className="button second wide" onClick={() => signIn(id, { callbackUrl })}>Continue with {name}</button>
      ))}
    </Door>
  )
}
