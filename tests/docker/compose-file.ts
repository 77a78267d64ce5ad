/** Reads docker/compose.yaml into plain types, with its merges resolved. Starts nothing and fills in no variable: what is asked from outside stays visible. */
import { parse } from "yaml";

export type ComposeService = {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string; readonly target?: string };
  readonly command?: readonly string[];
  readonly user?: string;
  readonly networks?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly network_mode?: string;
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly (string | { readonly source: string; readonly target: string })[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly read_only?: boolean;
  readonly privileged?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly extra_hosts?: readonly string[];
  readonly links?: readonly string[];
  readonly pid?: string;
  readonly ipc?: string;
};

export type ComposeFile = {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean; readonly driver?: string; readonly external?: boolean } | null>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, { readonly file?: string }>>;
};

/** The document as YAML 1.2 with the merge key, which Compose knows. */
export function readCompose(text: string): ComposeFile {
  return parse(text, { merge: true }) as ComposeFile;
}

/** Networks that a service stands in; a service that names none stands in Compose's own, called `default`. */
export function networksOf({ networks, network_mode: mode }: ComposeService): readonly string[] {
  if (mode !== undefined) return [`mode ${mode}`];
  if (networks === undefined) return ["default"];
  return Array.isArray(networks) ? (networks as readonly string[]) : Object.keys(networks);
}

/** `${NAME}`, `${NAME:?why}` and `${NAME:-default}` in a text. */
export function variablesIn(text: string): readonly { readonly name: string; readonly mode: "required" | "default" | "plain" }[] {
  return [...text.matchAll(/(?<!\$)\$\{(\w+)(:[?-])?[^}]*\}/g)].map(([, name = "", mark]) => ({ name, mode: mark === ":?" ? "required" : mark === ":-" ? "default" : "plain" }));
}
