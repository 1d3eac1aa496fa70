/** Appends to a list of which a run has many, mostly of one: pushing to an empty array makes room for 17. */
export const append = <A>(list: Array<A>, element: A): Array<A> => {
  if (list.length === 0) return [element]
  list.push(element)
  return list
}
