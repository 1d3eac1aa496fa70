/** What is computed of an object that does not change, computed once. */
export const onceFor = <K extends object, V>(compute: (key: K) => V): (key: K) => V => {
  const known = new WeakMap<K, V>()
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key))
    return known.get(key)!
  }
}
