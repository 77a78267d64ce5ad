/** A piece of work on a connection of the database's owner, which ends with it, whatever becomes of the server. */
import pg from "pg";

export async function asOwner<T>(url: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: url });
  admin.on("error", () => undefined);
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
