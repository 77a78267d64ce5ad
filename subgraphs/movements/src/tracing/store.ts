/** From stored stays to what `epi` derives of them; only from evidence that the asker's live grants cover. */
import * as epi from "@epigraph/epi";
import { provinceOf } from "@epigraph/authz";
import { inOrder, namedParameters, type Scope } from "@epigraph/service";
import { Case, resourceOfCase } from "../request/types.js";
import { caseColumns } from "../request/store.js";
import { allStaysOf, stayCap, staysNear } from "../stay/store.js";
import type { Stay } from "../stay/types.js";
import { CoPresence, LikelySource, PathStop, SourceEvidence } from "./types.js";

type Traced = epi.Stay & { readonly caseId: string; readonly stored: Stay };

const traced = (stored: Stay): Traced => ({
  stored,
  caseId: stored.caseId,
  day: stored.day,
  precision: stored.precision,
  ...(stored.arrival === null || stored.departure === null ? {} : { arrival: stored.arrival.getTime(), departure: stored.departure.getTime() }),
  earliest: stored.earliest.getTime(),
  latest: stored.latest.getTime(),
  ...(stored.placeId === null ? {} : { placeId: stored.placeId }),
  position: { latitude: stored.latitude, longitude: stored.longitude },
  accuracyMetres: stored.accuracyMetres,
  source: stored.dataClass,
  confidence: stored.confidence,
  sourceRecord: stored.sourceRecord,
});

export async function pathOf(scope: Scope, row: Case): Promise<PathStop[]> {
  const stays = (await allStaysOf(scope).load(row.id)).map(traced);
  return epi.pathOf(stays).map((stop) =>
    Object.assign(new PathStop(), {
      stays: stop.stays.flatMap((stay) => ("stored" in stay ? [(stay as Traced).stored] : [])),
      placeId: stop.placeId ?? null,
      day: stop.day,
      precision: stop.precision,
      arrival: stop.arrival === undefined ? null : new Date(stop.arrival),
      departure: stop.departure === undefined ? null : new Date(stop.departure),
      dwellMinutes: stop.arrival === undefined || stop.departure === undefined ? null : Math.round((stop.departure - stop.arrival) / 60_000),
      latitude: stop.position.latitude,
      longitude: stop.position.longitude,
      dataClasses: stop.sources,
      confidence: stop.confidence,
      contradictions: [...new Set(stop.contradictions.flatMap(({ sources }) => sources))],
    }),
  );
}

export type CoPresenceOptions = { readonly radiusMetres: number; readonly minimumMinutes: number };
export const coPresenceDefaults: CoPresenceOptions = { radiusMetres: 100, minimumMinutes: 15 };

/** By day, then time. */
export const coPresencesOf = (scope: Scope, options: CoPresenceOptions) =>
  scope.loader<Case, CoPresence[]>(
    `co-presences ${JSON.stringify(options)}`,
    (cases) =>
      Promise.all(
        cases.map(async (row) => {
          const mine = await allStaysOf(scope).load(row.id);
          const others = await staysNear(scope, mine, options.radiusMetres);
          return epi.coPresences(mine.map(traced), others.map(traced), options).map((meeting) =>
            Object.assign(new CoPresence(), {
              stay: meeting.stay.stored,
              otherStay: meeting.other.stored,
              day: meeting.day,
              precision: meeting.strength,
              basis: meeting.basis,
              distanceMetres: Math.round(meeting.distanceMetres),
              overlapMinutes: meeting.overlapMinutes === undefined ? null : Math.round(meeting.overlapMinutes),
            }),
          );
        }),
      ),
    (row) => row.id,
  );

/** How far apart two dates may be for one case to be looked at as source of the other, in days. */
const candidateDays = 28;

/** Best first, then the outside. Candidates are the cases of the same disease that the asker may see. */
export async function likelySourcesOf(scope: Scope, row: Case): Promise<LikelySource[]> {
  const disease = await diseaseByCode(scope).load(row.disease);
  if (disease === null) return [];
  const candidates = await candidatesFor(scope, row);
  const meetings = await coPresencesOf(scope, coPresenceDefaults).load(row);
  const met = new Map<string, number>();
  for (const { otherStay } of meetings) met.set(otherStay.caseId, (met.get(otherStay.caseId) ?? 0) + 1);
  const result = epi.likelySources(sourceCase(row), candidates.map(sourceCase), disease, { coPresences: met });
  const byId = new Map(candidates.map((candidate) => [candidate.id as string, candidate]));
  const method = `${result.method} v${result.version}`;
  const sources = result.sources.map(({ caseId, probability, rank, evidence }) => {
    const candidate = byId.get(caseId) ?? null;
    const resource = candidate === null ? resourceOfCase(row) : resourceOfPair(row, candidate);
    return Object.assign(new LikelySource(), { kind: "case", candidate, resource, probability, rank, method, evidence: Object.assign(new SourceEvidence(), { ...evidence, coPresences: evidence.coPresences ?? 0, resource }) });
  });
  const outside = Object.assign(new LikelySource(), { kind: "outside", candidate: null, resource: resourceOfCase(row), probability: result.outsideProbability, rank: null, method, evidence: null });
  return [...sources, outside];
}

/** The parameters in force; null for a disease that nobody has described. */
const diseaseByCode = (scope: Scope) =>
  scope.loader<string, epi.Disease | null>("disease", async (codes) => {
    const rows = await scope.db.query<{ readonly code: string; readonly parameters: unknown }>("select d.id as code, d.parameters from policy.disease d where d.id = any($1::text[])", [codes]);
    return inOrder(codes, rows, ({ code }) => code).map((row) => {
      const read = row && epi.diseaseOf(row.parameters);
      return read && epi.isDisease(read) ? read : null;
    });
  });

async function candidatesFor(scope: Scope, row: Case): Promise<Case[]> {
  const date = row.onsetDate ?? row.confirmationDate;
  if (date === null) return [];
  const manager = await scope.db.manager();
  const { bind, values } = namedParameters();
  return manager
    .createQueryBuilder(Case, "c")
    .where(`c.disease = ${bind(row.disease)} and c.case_id <> ${bind(row.id)}::uuid and ${scope.visible("Case.id", caseColumns, bind)}`)
    .andWhere(`abs(coalesce(c.onset_date, c.confirmation_date) - ${bind(date)}::date) <= ${candidateDays}`)
    .setParameters(values)
    .limit(stayCap)
    .getMany();
}

const sourceCase = (row: Case): epi.SourceCase => ({
  caseId: row.id,
  onsetDate: row.onsetDate ?? undefined,
  confirmationDate: row.confirmationDate ?? undefined,
  municipality: row.regionCode,
  province: provinceOf(row.regionCode),
});

/** Seen under the candidate's jurisdiction and seal, and a grant on the case asked about. */
const resourceOfPair = (row: Case, candidate: Case) => ({ ...resourceOfCase(candidate), subjects: [row.personKey, candidate.personKey], caseIds: [row.id] });
