/** Stays from what a person told an investigator, or what an authority published. Hours that were not said are not made up: without them only the day is known. */
import { dayOf, millisecondsPerMinute, parseDay } from "./calendar.js";
import { isPosition } from "./cell.js";
import { sourceConfidence } from "./confidence.js";
import { requireAtLeast } from "./error.js";
import type { Position, Statement } from "./observation.js";
import { stayOfDay, staysOfDwell, type Dropped, type Locate, type StayReading } from "./stay-reading.js";
import type { Stay } from "./stay.js";

export type StatementOptions = {
  /** Who states it; a published visit is a statement of the authority. */
  readonly source: "interview" | "public-report";
  /** How far a stated hour may be off. */
  readonly roundingMinutes: number;
  /** How long a visit may have lasted of which only the arrival or only the departure was said. */
  readonly longestVisitMinutes: number;
  /** How exactly a known place is located. */
  readonly placeAccuracyMetres: number;
  /** How exactly a position is located that was stated without a known place. */
  readonly positionAccuracyMetres: number;
};
/** Judgements: people round to the half hour; a place pointed at on a map is worse located than a registered one. */
export const statementDefaults: StatementOptions = { source: "interview", roundingMinutes: 30, longestVisitMinutes: 120, placeAccuracyMetres: 50, positionAccuracyMetres: 100 };

/** `invalid-day`: not a day that exists. `invalid-time`: not an instant. `times-outside-day`: the hours do not begin on the stated day. `departure-before-arrival`. `place-unknown`: no position. */
export type StatementDropReason = "invalid-day" | "invalid-time" | "times-outside-day" | "departure-before-arrival" | "place-unknown";

/**
 * Both hours said: a stay between them, with `roundingMinutes` around it as bounds, cut at midnight. One hour said: a stay of no length at that instant, with
 * `longestVisitMinutes` after an arrival or before a departure as bounds. No hour said: a stay of `day` precision.
 */
export function staysFromStatements(statements: readonly Statement[], locate: Locate, options: Partial<StatementOptions> = {}): StayReading<StatementDropReason> {
  const settings = { ...statementDefaults, ...options };
  requireAtLeast("roundingMinutes", settings.roundingMinutes, 0);
  requireAtLeast("longestVisitMinutes", settings.longestVisitMinutes, 0);
  const stays: Stay[] = [];
  const dropped: Dropped<StatementDropReason>[] = [];
  for (const statement of statements) {
    const position = statement.position ?? (statement.placeId === undefined ? undefined : locate(statement.placeId));
    const reason = faultOf(statement);
    if (reason !== undefined || position === undefined || !isPosition(position)) dropped.push({ record: statement.sourceRecord, reason: reason ?? "place-unknown" });
    else stays.push(...staysOfStatement(statement, position, settings));
  }
  return { stays: stays.sort((a, b) => a.earliest - b.earliest), dropped };
}

function faultOf({ day, arrival, departure }: Statement): StatementDropReason | undefined {
  if (parseDay(day) === undefined) return "invalid-day";
  const said = arrival ?? departure;
  if (said === undefined) return undefined;
  if (!Number.isFinite(said) || (departure !== undefined && !Number.isFinite(departure))) return "invalid-time";
  if (dayOf(said) !== day) return "times-outside-day";
  return arrival !== undefined && departure !== undefined && departure < arrival ? "departure-before-arrival" : undefined;
}

function staysOfStatement(statement: Statement, position: Position, settings: StatementOptions): readonly Stay[] {
  const { arrival, departure, placeId } = statement;
  const attributes = {
    ...(placeId === undefined ? {} : { placeId }),
    position,
    accuracyMetres: statement.position === undefined ? settings.placeAccuracyMetres : settings.positionAccuracyMetres,
    source: settings.source,
    confidence: sourceConfidence[settings.source],
    sourceRecord: statement.sourceRecord,
  };
  const from = arrival ?? departure;
  const to = departure ?? arrival;
  if (from === undefined || to === undefined) return [stayOfDay(statement.day, attributes)];
  const rounding = settings.roundingMinutes * millisecondsPerMinute;
  const visit = settings.longestVisitMinutes * millisecondsPerMinute;
  const earliest = from - (arrival === undefined ? Math.max(visit, rounding) : rounding);
  const latest = to + (departure === undefined ? Math.max(visit, rounding) : rounding);
  return staysOfDwell({ arrival: from, departure: to, earliest, latest }, () => attributes);
}
