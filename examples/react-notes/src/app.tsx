import { Done, Open } from './notes'
import { useSession } from './session'
import { SignUp } from './signup'

export function App() {
  const { data: session, isPending } = useSession()
  if (isPending) return null
  const user = session?.user
  return (
    <>
      <h1>Notes</h1>
      {user ? (
        <>
          <p>{user.email} · <a href="/api/auth/signout?callbackUrl=/">Sign out</a></p>
          <Open />
          <Done />
        </>
      ) : (
        <>
          <p><a href="/api/auth/signin?callbackUrl=/">Sign in</a>, or sign up:</p>
          <SignUp />
        </>
      )}
    </>
  )
}
