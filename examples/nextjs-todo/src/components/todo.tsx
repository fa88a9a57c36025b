import { useState } from 'react'

/** One thing to do. A tick shows at once, and is taken back when it is refused. */
export function Todo({ title, by, done, check, remove }: {
  title: string
  by?: string
  done: boolean
  check: (done: boolean) => Promise<boolean>
  remove?: () => void
}) {
  const [ticked, tick] = useState(done)
  return (
    <li className="todo" data-done={ticked}>
      <label>
        <input type="checkbox" checked={ticked} onChange={async ({ target }) => {
          tick(target.checked)
          if (!(await check(target.checked))) tick(done)
        }} />
        <span>{title}</span>
      </label>
      {by && <small className="faint">{by}</small>}
      {remove && <button className="quiet" aria-label={`Delete ${title}`} onClick={remove}>×</button>}
    </li>
  )
}
