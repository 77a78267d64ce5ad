import { parseDatabaseUrl, serviceUrl, withAccess } from "./database-url.js";

describe("a database url", () => {
  it("is taken apart, its percent signs decoded", () => {
    expect(parseDatabaseUrl("postgresql://kim:p%40ss%2Fword@db.example:5433/epi?sslmode=require")).toEqual({ place: "db.example:5433/epi", user: "kim", password: "p@ss/word", database: "epi" });
    expect(parseDatabaseUrl("postgres://kim@127.0.0.1/epi").place).toBe("127.0.0.1:5432/epi");
  });

  it("becomes a service's own, with whatever password", () => {
    const url = serviceUrl("postgresql://postgres:secret@db:5433/epi?sslmode=require", "cases", "a@b:c/d?e#f%'\"");
    expect(url).not.toContain("secret");
    expect(parseDatabaseUrl(url)).toEqual({ place: "db:5433/epi", user: "epigraph_cases_login", password: "a@b:c/d?e#f%'\"", database: "epi" });
    expect(url).toMatch(/\?sslmode=require$/);
    expect(parseDatabaseUrl(withAccess(url, { database: "other" })).database).toBe("other");
  });

  it.each(["", "localhost", "mysql://a:geheim@b/c", "postgresql://u:gehe/im@host/db", "postgresql://u:geheim@host", "postgresql://:geheim@host/db", "postgresql://u:geheim%zz@host/db"])(
    "that is malformed is refused without being quoted: %s",
    (url) => {
      expect(() => parseDatabaseUrl(url)).toThrow(expect.objectContaining({ code: "DATABASE_URL_INVALID", message: expect.not.stringContaining("gehe") }));
      expect(() => parseDatabaseUrl(url)).toThrow(expect.not.objectContaining({ cause: expect.anything() }));
    },
  );
});
