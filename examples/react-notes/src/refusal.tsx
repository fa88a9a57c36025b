/** What the errors of ZenStack's hooks have beside their message: the answer's error. */
type Answered = Error & { info?: { message: string, code?: string, rejectedByPolicy?: boolean } }

/** Says why the server refused, as far as it tells. */
export function Refusal({ error }: { error: Error | null }) {
  if (!error) return null
  const { info } = error as Answered
  if (info?.code === 'P2002') return <p role="alert">That is taken already.</p>
  if (info?.rejectedByPolicy) return <p role="alert">The rules do not allow that.</p>
  return <p role="alert">{info?.message ?? error.message}</p>
}
