import type { GetServerSideProps, GetServerSidePropsContext } from 'next'
import { type EnhancedClient, getPrisma } from './db/enhanced'

/** The signed-in person, as pages show him. */
export interface Me {
  id: string
  name: string
  email: string
}

/**
 * The properties of a page for people who are signed in. Others go to the
 * sign-in page; where load finds nothing there is no page.
 */
export function signedIn<Props extends object>(
  load: (db: EnhancedClient, params: Record<string, string>) => Promise<Props | null>,
): GetServerSideProps<Props & { me: Me }> {
  return async (context: GetServerSidePropsContext) => {
    const db = await getPrisma(context.req, context.res)
    const user = db.$auth
    if (!user?.id) {
      return { redirect: { destination: `/signin?callbackUrl=${encodeURIComponent(context.resolvedUrl)}`, permanent: false } }
    }
    const props = await load(db, (context.params ?? {}) as Record<string, string>)
    const email = user.email ?? ''
    return props ? { props: { ...props, me: { id: user.id, name: user.name || email.split('@')[0] || 'you', email } } } : { notFound: true }
  }
}
