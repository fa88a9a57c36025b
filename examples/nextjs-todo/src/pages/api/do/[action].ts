import type { NextApiRequest, NextApiResponse } from 'next'
import { actions } from '../../../server/actions'
import { getPrisma } from '../../../server/db/enhanced'
import { refusal } from '../../../server/refusal'

type Action = (db: Awaited<ReturnType<typeof getPrisma>>, input: unknown) => Promise<unknown>

/** Does one of the actions as the one who asks. */
export default async function handler(req: NextApiRequest, res: NextApiResponse): Promise<void> {
  const name = String(req.query.action)
  // No form of another site sends JSON.
  const json = req.headers['content-type']?.startsWith('application/json')
  if (req.method !== 'POST' || !json || !Object.hasOwn(actions, name)) {
    res.status(404).json({ message: 'Nothing is done here.' })
    return
  }
  try {
    const act = actions[name as keyof typeof actions] as Action
    res.json(await act(await getPrisma(req, res), req.body ?? {}))
  } catch (error) {
    const refused = refusal(error)
    if (!refused) console.error(error)
    res.status(refused?.status ?? 500).json({ message: refused?.message ?? 'Something went wrong.' })
  }
}
