import { ORMError } from '@gozen/client'

/** An answer that is no success, in words for people. */
export class Refusal extends Error {
  constructor(readonly status: number, message: string) {
    super(message)
  }
}

/** What to answer when an action throws; undefined for what is our mistake. */
export function refusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (!(error instanceof ORMError)) return undefined
  switch (error.reason) {
    case 'rejected-by-policy':
      return new Refusal(403, 'The rules do not allow that.')
    case 'not-found':
      // What is hidden from somebody does not exist for him.
      return new Refusal(404, 'That is not there, or not for you.')
    case 'invalid-input':
      return new Refusal(422, complaints(error))
    default:
      return error.code === 'P2002' ? new Refusal(409, 'That is taken already.') : undefined
  }
}

/** What validation has against an input, a field at a time. */
function complaints(error: ORMError): string {
  const issues = (error.cause as { issues?: { path: string; message: string }[] } | undefined)?.issues ?? []
  return issues.map(({ path, message }) => `${path.split('.').at(-1)}: ${message}`).join('. ') || 'That is not a valid input.'
}
