/** For tests of commands: what one prints. Not for a running installation. */

/** What a command prints as JSON. */
export async function said(command: () => Promise<void> | void): Promise<Record<string, unknown>> {
  let text = "";
  const { write } = process.stdout;
  process.stdout.write = (piece: string | Uint8Array): boolean => {
    text += String(piece);
    return true;
  };
  try {
    await command();
  } finally {
    process.stdout.write = write;
  }
  return JSON.parse(text) as Record<string, unknown>;
}
