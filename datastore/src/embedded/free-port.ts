/** Ports of 127.0.0.1 that nobody listens on at this moment; nothing keeps them free. */
import { createServer } from "node:net";

import { DatastoreError } from "../error.js";

/** @throws DatastoreError SERVER_NOT_STARTED when all are taken */
export async function freePort(): Promise<number> {
  const port = await listenOn(0);
  if (port === undefined) throw new DatastoreError("SERVER_NOT_STARTED", "no free port on 127.0.0.1: end other programs");
  return port;
}

export async function isFree(port: number): Promise<boolean> {
  return (await listenOn(port)) === port;
}

/** Listens for a moment on a port, or on any (0): the port, or undefined when it is taken. */
async function listenOn(port: number): Promise<number | undefined> {
  return await new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : undefined));
    });
  });
}
