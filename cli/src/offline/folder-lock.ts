/** One process at a time in a folder: a socket in it that somebody listens on. The system closes it with the process, however that ends. */
import { unlinkSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { CommandFailure } from "../failure.js";

/** Close it to let the next one in. @throws CommandFailure when another process is there */
export async function lockFolder(folder: string): Promise<Server> {
  const path = join(folder, "lock");
  try {
    return await listenOn(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw new CommandFailure(`\`${path}\` cannot be made (${(error as NodeJS.ErrnoException).code ?? "no code"}): choose a folder on this machine's own disk, with a path of less than 100 letters`);
  }
  if (await isListening(path)) throw new CommandFailure(`another process uses \`${folder}\`: a witness has its state for itself`);
  unlinkSync(path);
  return await listenOn(path);
}

function listenOn(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", reject).listen(path, () => resolve(server));
  });
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket
      .once("connect", () => {
        socket.destroy();
        resolve(true);
      })
      .once("error", () => resolve(false));
  });
}
