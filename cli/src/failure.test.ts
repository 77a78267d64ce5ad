/** What a failing command says: one line, what to do, and nothing that could be personal or secret. */
import { CommanderError } from "commander";
import { AuthzError } from "@epigraph/authz";
import { DatastoreError } from "@epigraph/datastore";
import { GeneratorError } from "@epigraph/generator";
import { IntakeError } from "@epigraph/intake";
import { LedgerError } from "@epigraph/ledger";
import { SchemaError } from "@epigraph/schema";
import { CommandFailure, exitCodeOf, failureLine } from "./failure.js";

const system = (code: string, more: object): Error => Object.assign(new Error(`${code}: with a secret`), { code, ...more });

describe("the line of a failure", () => {
  it("is the message of every error that we made for people", () => {
    const errors = [
      new CommandFailure("do this"), new DatastoreError("DATABASE_MISSING", "do this"), new IntakeError("NOT_A_FOLDER", "do this"), new GeneratorError("invalid-parameter", "do this"),
      new AuthzError("KEY_INVALID", "do this"), new LedgerError("LEDGER_UNAVAILABLE", "do this"), new SchemaError("SDL_INVALID", "do this", []),
    ];
    expect(errors.map(failureLine)).toEqual(errors.map(() => "do this"));
  });

  it.each<[Error, string]>([
    [system("EADDRINUSE", { port: 4000, address: "127.0.0.1", syscall: "listen" }), "port 4000 on 127.0.0.1 is taken: stop what listens there (is Epigraph running already?), or choose another port with --port"],
    [system("EACCES", { port: 80, address: "0.0.0.0", syscall: "listen" }), "port 80 on 0.0.0.0 may not be listened on: choose a port above 1023 with --port"],
    [system("EACCES", { path: "/keys", syscall: "open" }), "`/keys` cannot be used (EACCES): check that it is there and yours to use"],
    [system("42P01", {}), "failed (Error 42P01): `npx epigraph doctor` looks at what is needed"],
    [new TypeError("a secret"), "failed (TypeError): `npx epigraph doctor` looks at what is needed"],
    [new CommandFailure("two\n  lines"), "two lines"],
  ])("of %p", (error, line) => {
    expect(failureLine(error)).toBe(line);
  });

  it("is one for what is no error at all", () => {
    expect(failureLine("a secret")).toBe("failed for an unknown reason: `npx epigraph doctor` looks at what is needed");
  });
});

it("a wrong call ends with 2, whatever else fails with 1, and help with 0", () => {
  expect([new CommanderError(1, "commander.unknownOption", "error: x"), new CommandFailure("x", 2), new CommandFailure("x"), new Error("x"), "x", new CommanderError(0, "commander.helpDisplayed", "")].map(exitCodeOf)).toEqual([2, 2, 1, 1, 1, 0]);
});
