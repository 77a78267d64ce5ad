/** Where in the pages one is, as the address says it: which list, which item, which language. The back button and a bookmark work by it. */

export type ListState = "waiting" | "done";
export type PlaceInPages = { readonly list: ListState; readonly item: string | undefined };

export function placeIn(search: string): PlaceInPages {
  const said = new URLSearchParams(search);
  return { list: said.get("state") === "done" ? "done" : "waiting", item: said.get("item") ?? undefined };
}

/** The address of a place; the language is kept when it was in the address. */
export function addressOf({ list, item }: PlaceInPages, search: string): string {
  const next = new URLSearchParams();
  if (list === "done") next.set("state", "done");
  if (item !== undefined) next.set("item", item);
  const language = new URLSearchParams(search).get("lang");
  if (language !== null) next.set("lang", language);
  return next.size === 0 ? "/" : `/?${next.toString()}`;
}
