import type { GetServerSidePropsContext, NextApiRequest, NextApiResponse } from 'next';
import { getServerSession } from 'next-auth';
import { enhance } from '@gozen/client';
import { authOptions } from '../../pages/api/auth/[...nextauth]';
import { prisma } from './client';

type Request = NextApiRequest | GetServerSidePropsContext['req'];
type Response = NextApiResponse | GetServerSidePropsContext['res'];

/** The client of who asks: what it answers, and what it does, the rules allow. */
export async function getPrisma(req: Request, res: Response) {
    const session = await getServerSession(req, res, authOptions);
    // create a wrapper of Prisma client that enforces access policy,
    // data validation, and @password, @omit behaviors
    return enhance(prisma, { user: session?.user });
}

export type EnhancedClient = Awaited<ReturnType<typeof getPrisma>>;
