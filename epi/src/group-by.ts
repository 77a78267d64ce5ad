/** Lists by key, in the order of first appearance: `Map.groupBy`, which node 20 does not have. Not for sorted output: order the groups yourself. */

/** Every item under the key that `keyOf` gives it; the order within a group is that of the input. */
export function groupBy<Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
