/** The health check of a service's container: exit code 0 if it is ready to answer. Needs nothing that the image would not have anyway. */
import { env, exit } from "node:process";

try {
  const { ok } = await fetch(`http://127.0.0.1:${env["PORT"]}/readyz`, { signal: AbortSignal.timeout(4_000) });
  exit(ok ? 0 : 1);
} catch {
  exit(1);
}
