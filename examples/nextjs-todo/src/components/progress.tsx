/** How much of a list is done. */
export function Progress({ done, all }: { done: number; all: number }) {
  return (
    <span className="progress">
      <span className="track"><span className="fill" style={{ width: all ? `${(100 * done) / all}%` : 0 }} /></span>
      <span className="faint">{all ? `${done} of ${all}` : 'empty'}</span>
    </span>
  )
}
