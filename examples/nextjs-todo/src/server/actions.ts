import { prisma } from './db/client'
import type { EnhancedClient } from './db/enhanced'
import { Refusal } from './refusal'

/**
 * What people do, each as the one who asks. There is no question about rights
 * here: the schema has the rules, and the client that it gets obeys them.
 */
export const actions = {
  /** A stranger may sign up and may not read the row, so he asks for a number only. */
  signUp: (db: EnhancedClient, { name, email, password }: { name: string; email: string; password: string }) =>
    db.user.createMany({ data: [{ name, email: email.toLowerCase(), password }] }),

  createSpace: (db: EnhancedClient, { name, slug }: { name: string; slug: string }) =>
    db.space.create({ data: { name, slug, members: { create: { userId: db.$auth?.id ?? '', role: 'ADMIN' } } }, select: { slug: true } }),

  renameSpace: (db: EnhancedClient, { id, name }: { id: string; name: string }) =>
    db.space.update({ where: { id }, data: { name }, select: { name: true } }),

  async invite(db: EnhancedClient, { spaceId, email }: { spaceId: string; email: string }) {
    // Whoever does not see the space learns nothing about addresses.
    await db.space.findUniqueOrThrow({ where: { id: spaceId }, select: { id: true } })
    // People who share no space do not see each other, so the trusted client looks.
    const user = await prisma.user.findUnique({ where: { email: email.toLowerCase() }, select: { id: true } })
    if (!user) throw new Refusal(404, `Nobody has signed up as ${email}.`)
    return db.spaceUser.create({ data: { spaceId, userId: user.id }, select: { id: true } })
  },

  dismiss: (db: EnhancedClient, { id }: { id: string }) =>
    db.spaceUser.delete({ where: { id }, select: { id: true } }),

  createList: (db: EnhancedClient, { spaceId, title, hidden }: { spaceId: string; title: string; hidden: boolean }) =>
    db.list.create({ data: { spaceId, title, private: hidden }, select: { id: true } }),

  deleteList: (db: EnhancedClient, { id }: { id: string }) =>
    db.list.delete({ where: { id }, select: { id: true } }),

  createTodo: (db: EnhancedClient, { listId, title }: { listId: string; title: string }) =>
    db.todo.create({ data: { listId, title }, select: { id: true } }),

  setDone: (db: EnhancedClient, { id, done }: { id: string; done: boolean }) =>
    db.todo.update({ where: { id }, data: { completedAt: done ? new Date() : null }, select: { id: true } }),

  deleteTodo: (db: EnhancedClient, { id }: { id: string }) =>
    db.todo.delete({ where: { id }, select: { id: true } }),
}

export type Actions = typeof actions
