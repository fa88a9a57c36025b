import { PrismaAdapter } from "@next-auth/prisma-adapter";
import NextAuth, { type NextAuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import { compare } from 'bcryptjs';
import { prisma, type PrismaClient } from "../../../server/db/client";
import { furtherProviders } from "../../../server/providers";

export const authOptions: NextAuthOptions = {
    // install Prisma adapter
    adapter: PrismaAdapter(prisma),

    // passwords want tokens for sessions
    session: { strategy: 'jwt' },

    callbacks: {
        // the rules need to know who it is: by itself next-auth leaves the id out
        session: ({ session, token }) => ({ ...session, user: { ...session.user, id: token.sub } }),
    },

    pages: { signIn: '/signin', error: '/signin', verifyRequest: '/sent' },

    providers: [
        CredentialsProvider({
            credentials: {
                email: {
                    label: 'Email Address',
                    type: 'email',
                },
                password: {
                    label: 'Password',
                    type: 'password',
                },
            },

            authorize: authorize(prisma),
        }),
        ...furtherProviders(process.env),
    ]
};

function authorize(prisma: PrismaClient) {
  return async (credentials: Record<"email" | "password", string> | undefined) => {
    if (!credentials) throw new Error("Missing credentials");
    if (!credentials.email) throw new Error('"email" is required in credentials');
    if (!credentials.password) throw new Error('"password" is required in credentials');

    const maybeUser = await prisma.user.findFirst({
      where: { email: credentials.email },
      select: { id: true, email: true, name: true, password: true },
    });

    if (!maybeUser || !maybeUser.password) return null;

    const isValid = await compare(credentials.password, maybeUser.password);
    if (!isValid) {
      return null;
    }

    return { id: maybeUser.id, email: maybeUser.email, name: maybeUser.name };
  };
}

export default NextAuth(authOptions);
