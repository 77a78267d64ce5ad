import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ask } from "../log/testing.js";
import { createTestDatabase } from "../testing.js";
import { fill, testKeys } from "./testing.js";
import { backup } from "./write-backup.js";

const folder = mkdtempSync(join(tmpdir(), "epigraph-backup-secrecy-"));
const keys = testKeys(folder);
afterAll(() => rmSync(folder, { recursive: true }));

const float8 = (value: number): readonly Buffer[] => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return [bytes, Buffer.from(bytes).reverse()];
};

it("the files of a backup hold nothing in the clear: no text, coordinate, cell, person key, name of a table or key; only the format's version and the epoch key's id", async () => {
  const database = await createTestDatabase();
  await fill(database.adminUrl, 3, database.urls.cases);
  const person = randomUUID();
  const planted = { fullName: "강감찬-표식", phone: "010-7777-1234", address: "서울특별시 표식구 표식로 17" };
  await ask(database.adminUrl, "insert into cases.person (key, identity, source_system, source_record) values ($1, convert_to($2, 'UTF8'), 'plant', 'plant')", [person, `${planted.fullName} ${planted.phone} ${planted.address}`]);
  await ask(database.adminUrl, "insert into movements.place (id, category, latitude, longitude, cell, source_system, source_record) values ($1, 'plant', 37.56651234567, 126.97801234567, 622356693573664767, 'plant', 'plant')", [person]);
  const path = join(folder, "made");
  await backup({ url: database.adminUrl, folder: path, keys, program: "0.1.0", clock: Date.now });
  await database.drop();

  const { id, key } = await keys.current();
  const needles = [
    ...[...Object.values(planted), person, person.replaceAll("-", ""), "37.56651234567", "126.97801234567", "622356693573664767", "plant", "cases.person", "person_key", "stay_2020", "Purges1700", key.toString("hex"), key.toString("base64"), key.toString("base64url")].map((text) => Buffer.from(text)),
    ...[37.56651234567, 126.97801234567].flatMap(float8),
    Buffer.from(person.replaceAll("-", ""), "hex"),
    key,
  ];
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(15);
  const found = files.flatMap(({ parentPath, name }) => {
    const bytes = Buffer.concat([Buffer.from(name), readFileSync(join(parentPath, name))]);
    return needles.filter((needle) => bytes.includes(needle)).map((needle) => `${name}: ${needle.toString("utf8")}`);
  });
  expect(found).toEqual([]);
  // the scan would find them: what is in the clear, it finds
  const [manifest] = files.filter(({ name }) => name === "manifest").map(({ parentPath, name }) => readFileSync(join(parentPath, name)));
  expect(manifest?.subarray(0, manifest.indexOf(10)).toString()).toBe(`epigraph backup 1 ${id}`);
  expect(needles.filter((needle) => Buffer.concat([manifest ?? Buffer.alloc(0), ...needles]).includes(needle))).toHaveLength(needles.length);
});
