import type { Actions } from './server/actions'

/** Has the server do something; throws what it answers to people when it does not. */
export async function act<A extends keyof Actions>(action: A, input: Parameters<Actions[A]>[1]): Promise<Awaited<ReturnType<Actions[A]>>> {
  const response = await fetch(`/api/do/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.message)
  return answer
}
