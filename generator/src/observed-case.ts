/** One confirmed case as an authority has it: its dates, its person, and the raw evidence under requests for it. Nothing here says who infected whom. */
import type { CardSlip, Ping, QrEntry, Statement } from "@epigraph/epi";
import { caseId, digits, personId, type CaseNumbers } from "./case-numbers.js";
import type { Cluster } from "./clusters.js";
import { chance, integer } from "./draws.js";
import { element } from "./element.js";
import { entriesOf } from "./entries.js";
import type { Epidemic } from "./epidemic.js";
import { identityOf, type GeneratedPerson } from "./identity.js";
import { statementsOf } from "./interview.js";
import { pathOf, windowOf } from "./path.js";
import { slipsOf } from "./payments.js";
import { districts } from "./seoul.js";
import { purpose, stream } from "./streams.js";
import { pingsOf } from "./telecom.js";
import type { World } from "./world.js";

export type GeneratedCase = {
  /** `case-000123`, in the order of confirmation. */
  readonly id: string;
  readonly person: GeneratedPerson;
  /** District of residence. */
  readonly regionCode: string;
  readonly sex: "female" | "male";
  /** `20s`; `80+` from 80. */
  readonly ageBand: string;
  /** Absent without symptoms, when unknown, or while still ahead on the last day. It can be wrong (noise) and can lie after confirmation (a traced contact). All dates `YYYY-MM-DD`. */
  readonly onsetDate?: string;
  readonly samplingDate: string;
  readonly confirmationDate: string;
  readonly isolationDate: string;
  readonly reportingDate: string;
  /** As of the outbreak's last day. */
  readonly outcome: "isolated" | "released" | "deceased";
  readonly outcomeDate?: string;
  /** First and last day of the evidence. */
  readonly windowFrom: string;
  readonly windowTo: string;
  /** The cluster whose venue is in this case's own evidence while it was an issue. */
  readonly clusterId?: string;
  readonly pings: readonly Ping[];
  readonly slips: readonly CardSlip[];
  readonly qrEntries: readonly QrEntry[];
  readonly statements: readonly Statement[];
};

/** What an investigator knows of clusters when labelling a case. `closedFrom` is a day. */
export type ClusterNotice = { readonly cluster: Cluster; readonly closedFrom: number };
/** A visit counts for a cluster in the three weeks before the venue was closed. */
const noticeDays = 21;

/** `asOf`: the outbreak's last day. `notices`: by place id. */
export function observedCase(world: World, epidemic: Epidemic, numbers: CaseNumbers, notices: ReadonlyMap<string, ClusterNotice>, asOf: number, number: number): GeneratedCase {
  const { calendar, parameters } = world;
  const index = numbers.infectionAt(number);
  const infection = epidemic.tree.at(index);
  const dweller = epidemic.dweller(index);
  const { key, home, district, person } = dweller;
  const household = world.population.household(infection.household);
  const path = pathOf(world, epidemic, index);
  const serial = digits(number);
  const record = (letter: string) => (count: number) => `${letter}-${serial}-${String(count + 1).padStart(5, "0")}`;
  const slips = slipsOf(world, key, district, path, record("C"));
  const qrEntries = entriesOf(world, key, path, record("Q"));
  const statements = statementsOf(world, key, home, path, record("I"));
  const clusterId = clusterOf(world, notices, slips, qrEntries, statements);
  const onset = knownOnset(world, infection.symptoms === "some" ? infection.onsetDay : undefined, asOf, key);
  const { fromDay, toDay } = windowOf(world, epidemic, index);
  const over = infection.outcomeDay <= asOf;
  return {
    id: caseId(number),
    person: identityOf(parameters.seed, number, personId(number), household, infection.member, calendar.yearOf(0)),
    regionCode: element(districts, district).code,
    sex: person.sex,
    ageBand: person.age >= 80 ? "80+" : `${Math.floor(person.age / 10) * 10}s`,
    ...(onset === undefined ? {} : { onsetDate: calendar.dateOf(onset) }),
    samplingDate: calendar.dateOf(infection.samplingDay),
    confirmationDate: calendar.dateOf(infection.confirmationDay),
    isolationDate: calendar.dateOf(infection.confirmationDay),
    reportingDate: calendar.dateOf(infection.confirmationDay),
    outcome: over ? infection.outcome : "isolated",
    ...(over ? { outcomeDate: calendar.dateOf(infection.outcomeDay) } : {}),
    windowFrom: calendar.dateOf(fromDay),
    windowTo: calendar.dateOf(toDay - 1),
    ...(clusterId === undefined ? {} : { clusterId }),
    pings: pingsOf(world, key, home, path, record("T")),
    slips,
    qrEntries,
    statements,
  };
}

function knownOnset(world: World, onsetDay: number | undefined, asOf: number, key: number): number | undefined {
  const { seed, noise } = world.parameters;
  const random = stream(seed, purpose.dates, key);
  const unknown = chance(random, noise.onsetUnknown);
  const wrong = chance(random, noise.onsetWrong);
  const off = (1 + integer(random, 2)) * (chance(random, 0.5) ? 1 : -1);
  if (onsetDay === undefined || unknown) return undefined;
  const told = wrong ? onsetDay + off : onsetDay;
  return told > asOf ? undefined : told;
}

/** The first cluster venue in the evidence: slips of the person's own card, entries and statements. */
function clusterOf(world: World, notices: ReadonlyMap<string, ClusterNotice>, slips: readonly CardSlip[], entries: readonly QrEntry[], statements: readonly Statement[]): string | undefined {
  if (notices.size === 0) return undefined;
  const seen = (placeId: string, at: number): string | undefined => {
    const notice = notices.get(placeId);
    if (notice === undefined) return undefined;
    const closed = world.calendar.instantOf(notice.closedFrom * 86_400);
    return at < closed && at >= closed - noticeDays * 86_400_000 ? notice.cluster.id : undefined;
  };
  for (const { placeId, at, cancelled, holder } of slips) {
    const found = cancelled || holder === "family" ? undefined : seen(placeId, at);
    if (found !== undefined) return found;
  }
  for (const { placeId, at } of entries) {
    const found = seen(placeId, at);
    if (found !== undefined) return found;
  }
  for (const { placeId, day, arrival } of statements) {
    const found = placeId === undefined ? undefined : seen(placeId, arrival ?? Date.parse(`${day}T12:00:00+09:00`));
    if (found !== undefined) return found;
  }
  return undefined;
}
