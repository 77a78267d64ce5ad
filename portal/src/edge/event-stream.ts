/** Server-sent events out of bytes (HTML Standard, 9.2.6). Not the connection: see live.ts. */

export type StreamedEvent = { readonly type: string; readonly data: string; /** Empty when it has none. */ readonly id: string };

/** Comments are left out; an event that the stream's end cuts off is dropped. */
export async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamedEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const blocks = (rest + decoder.decode(read.value, { stream: true })).replaceAll("\r\n", "\n").split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = eventIn(block);
        if (event) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function eventIn(block: string): StreamedEvent | undefined {
  const fields = block.split("\n").flatMap((line) => {
    const [, name = "", value = ""] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    return name === "" ? [] : [[name, value] as const];
  });
  const last = (name: string): string | undefined => fields.findLast(([found]) => found === name)?.[1];
  const data = fields.filter(([name]) => name === "data").map(([, value]) => value);
  return data.length === 0 ? undefined : { type: last("event") ?? "message", data: data.join("\n"), id: last("id") ?? "" };
}
