import { useQuery } from '@tanstack/react-query'

type Session = { user?: { id: string, email: string } }

/** Who is signed in: what Auth.js answers, and so Gozen. */
export const useSession = () => useQuery({
  queryKey: ['session'],
  queryFn: async (): Promise<Session> => (await fetch('/api/auth/session')).json(),
})
