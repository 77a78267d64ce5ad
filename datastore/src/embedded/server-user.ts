/** Which system user runs the server: PostgreSQL refuses to run as root. Creates no user. */
import { readFileSync } from "node:fs";

import { DatastoreError } from "../error.js";

/** `uid` and `gid` are undefined where the server runs as ourselves. */
export type ServerUser = { readonly name: string; readonly uid: number | undefined; readonly gid: number | undefined };

/** Unprivileged users that systems bring along, best first: PostgreSQL itself needs one with an entry in the user table. */
const candidates = ["postgres", "nobody", "daemon"];

/**
 * The user for a server that `ownUid` starts: for root the owner of the cluster where there is one (a better candidate may have come to the system
 * since), or else the first candidate. `passwd` is the system's user table. Throws SERVER_USER_MISSING.
 */
export function serverUser(ownUid: number | undefined, clusterOwner?: number, passwd: () => string = () => readFileSync("/etc/passwd", "utf8")): ServerUser {
  if (ownUid !== 0) return { name: "yourself", uid: undefined, gid: undefined };
  const users = new Map(
    passwd()
      .split("\n")
      .map((line) => line.split(":"))
      .map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }] as const),
  );
  for (const [name, user] of users) if (name !== undefined && user.uid === clusterOwner && user.uid > 0) return { name, uid: user.uid, gid: user.gid };
  for (const name of candidates) {
    const user = users.get(name);
    if (user !== undefined && user.uid > 0) return { name, uid: user.uid, gid: user.gid };
  }
  throw new DatastoreError(
    "SERVER_USER_MISSING",
    `postgresql does not run as root, and none of the users ${candidates.map((name) => `\`${name}\``).join(", ")} exists: create one with \`useradd --system postgres\`, run as an ordinary user, or set DATABASE_URL to a server of your own`,
  );
}
