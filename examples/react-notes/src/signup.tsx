import { useClientQueries } from '@zenstackhq/tanstack-query/react'
import type { FormEvent } from 'react'
import { schema } from './gozen/schema-lite'
import { Refusal } from './refusal'

export function SignUp() {
  const create = useClientQueries(schema).user.useCreate()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    create.mutate(
      // who is new may write a user but not read it before having signed in
      { data: { email: String(form.get('email')), password: String(form.get('password')) } },
      { onSuccess: () => { location.href = '/api/auth/signin?callbackUrl=/' } },
    )
  }
  return (
    <form onSubmit={submit}>
      <input name="email" type="email" placeholder="E-mail" aria-label="E-mail" required />
      <input name="password" type="password" placeholder="Password" aria-label="Password" required />
      <button disabled={create.isPending}>Sign up</button>
      <Refusal error={create.error} />
    </form>
  )
}
