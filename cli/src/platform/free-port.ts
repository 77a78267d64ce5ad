/** Whether an address can be listened on, before anything is made for it. */
import { createServer } from "node:net";
import type { Address } from "./run.js";

/** One that nobody listens on at this moment. */
export async function anyFreePort(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => void server.once("error", reject).listen(0, host, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

/** @throws the system's error, such as EADDRINUSE: the same as listening itself would throw later */
export async function requireFreePort({ host, port }: Address): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}
