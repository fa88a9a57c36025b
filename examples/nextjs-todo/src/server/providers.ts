import type { Provider } from 'next-auth/providers/index'
import EmailProvider from 'next-auth/providers/email'

/** What an OpenID provider says of a person. */
interface Claims {
  sub: string
  name?: string
  email: string
  picture?: string
}

/** The ways to sign in that the environment configures beside passwords. */
export function furtherProviders(env: NodeJS.ProcessEnv): Provider[] {
  const providers: Provider[] = []
  if (env.EMAIL_SERVER) {
    providers.push(EmailProvider({ server: env.EMAIL_SERVER, from: env.EMAIL_FROM }))
  }
  if (env.OIDC_ISSUER) {
    providers.push({
      id: 'oidc',
      name: env.OIDC_NAME ?? 'single sign-on',
      type: 'oauth',
      wellKnown: `${env.OIDC_ISSUER}/.well-known/openid-configuration`,
      clientId: env.OIDC_CLIENT_ID,
      clientSecret: env.OIDC_CLIENT_SECRET,
      authorization: { params: { scope: 'openid email profile' } },
      idToken: true,
      checks: ['pkce', 'state', 'nonce'],
      profile: ({ sub, name, email, picture }: Claims) => ({ id: sub, name: name ?? null, email, image: picture ?? null }),
    })
  }
  return providers
}
