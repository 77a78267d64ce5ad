/** What a run of the tests wrote into the access log, and whom its data are about, kept in files beyond its databases: at its end a scan looks for the ones in the others. For tests only. */
import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { identityField, parseIdentity, type Vault } from "@epigraph/vault";
import type pg from "pg";

/** A person of a test's data; what is unknown is null. */
export type KeptPerson = { readonly name: string | null; readonly phone: string | null; readonly address: string | null };

const fetched = 2_000;

/** Adds the records of a database, pending and sequenced, and the persons in it whose identity opens; nothing when no record was written. `folder`: the run's. */
export async function keepRecords(client: pg.Client, folder: string, vault: Pick<Vault, "open">): Promise<void> {
  const { rows: tables } = await client.query<{ readonly there: boolean }>("select to_regclass('ledger.pending') is not null as there");
  if (tables[0]?.there !== true) return;
  const file = join(folder, "records", randomUUID());
  const bodies = "select body as line from ledger.pending union all select body from ledger.record";
  const persons = "select jsonb_build_object('key', key, 'identity', encode(identity, 'base64')) as line from cases.person where identity is not null";
  if ((await append(client, bodies, `${file}.records.ndjson`, (lines) => Promise.resolve(lines))) > 0) await append(client, persons, `${file}.persons.ndjson`, (lines) => opened(lines as SealedPerson[], vault));
}

type SealedPerson = { readonly key: string; readonly identity: string };

/** What a test spoilt on purpose does not open, and nobody could have read it. */
async function opened(persons: readonly SealedPerson[], vault: Pick<Vault, "open">): Promise<readonly KeptPerson[]> {
  const open = (some: readonly SealedPerson[]): ReturnType<Vault["open"]> => vault.open(some.map(({ key, identity }) => ({ owner: key, field: identityField, blob: Buffer.from(identity, "base64") })));
  const texts = await open(persons).catch(async () => (await Promise.all(persons.map((one) => open([one]).catch(() => [])))).flat());
  return texts.flatMap((text) => {
    if (text === undefined) return [];
    const { fullName = null, phone = null, address = null } = parseIdentity(text);
    return [{ name: fullName, phone, address }];
  });
}

export type Kept = { readonly bodies: Iterable<string>; readonly persons: Iterable<KeptPerson> };

/** Everything that was kept in a run's folder; each can be read once. */
export function readKept(folder: string): Kept {
  return { bodies: linesOf<string>(folder, ".records.ndjson"), persons: linesOf<KeptPerson>(folder, ".persons.ndjson") };
}

async function append(client: pg.Client, select: string, file: string, write: (lines: readonly unknown[]) => Promise<readonly unknown[]>): Promise<number> {
  let lines = 0;
  await client.query("begin read only");
  await client.query("set local lock_timeout = '5s'");
  await client.query(`declare lines no scroll cursor for ${select}`);
  for (;;) {
    const { rows } = await client.query<{ readonly line: unknown }>(`fetch ${fetched} from lines`);
    if (rows.length > 0) {
      if (lines === 0) mkdirSync(join(file, ".."), { recursive: true });
      appendFileSync(file, (await write(rows.map(({ line }) => line))).map((line) => `${JSON.stringify(line)}\n`).join(""));
    }
    lines += rows.length;
    if (rows.length < fetched) break;
  }
  await client.query("commit");
  return lines;
}

function* linesOf<T>(folder: string, ending: string): Generator<T, void, undefined> {
  const records = join(folder, "records");
  if (!existsSync(records)) return;
  for (const name of readdirSync(records).filter((one) => one.endsWith(ending)))
    for (const line of readFileSync(join(records, name), "utf8").split("\n")) if (line !== "") yield JSON.parse(line) as T;
}
