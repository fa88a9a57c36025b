/** Whether two types are one: structure, modifiers, any and unknown told apart. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Compiles only when the value's type is T. */
export function expectType<T>() {
  return <V>(_value: V, ..._same: Same<V, T> extends true ? [] : ['the types differ', V, T]): void => {}
}
