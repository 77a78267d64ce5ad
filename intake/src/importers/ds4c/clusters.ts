/** DS4C's `Case.csv`: named outbreaks with their counts by province. Not the cases in them: a patient's own label says that, see `clusterFinder`. */
import { Unreadable, type CellReader } from "../../cell-reading.js";
import type { ClusterRow } from "../../case-rows.js";
import type { Progress } from "../../csv-file.js";
import { groupBy } from "../../grouping.js";
import { identifierOf } from "../../identifiers.js";
import type { PlaceRow } from "../../movement-rows.js";
import type { RegionDirectory } from "../../region-directory.js";
import { takeRows, type RowNotes } from "../../rows-of-file.js";
import type { Tally } from "../../tally.js";
import { knownCluster } from "./cluster-names.js";
import { positionInKorea } from "./position.js";
import { regionCode } from "./region-names.js";

const columns = ["case_id", "province", "city", "group", "infection_case", "confirmed", "latitude", "longitude"] as const;
type Column = (typeof columns)[number];

/** One row that counts cases of an outbreak. A `seat` names the city where it happened; an `outlying` row counts cases of it in another province. */
type CountRow = {
  readonly caseId: string;
  readonly label: string;
  readonly kind: "seat" | "outlying";
  readonly province: string;
  readonly regionCode: string;
  readonly confirmed?: number;
  readonly position?: { readonly latitude: number; readonly longitude: number };
};

export type Clusters = {
  readonly rows: readonly ClusterRow[];
  readonly places: readonly PlaceRow[];
  /** The id of a patient's cluster by label, region and province; `ambiguous` where several bear the label and none of the names decides. */
  readonly find: (label: string, regionCode: string, province: string) => { readonly id: string } | "ambiguous" | undefined;
};

/**
 * One cluster for each outbreak: outlying rows add their counts to the seat of the same label (dropped as `count-of-another-province-added`).
 * Rows that count imports and single contacts are no outbreak (dropped as `not-an-outbreak`).
 */
export async function readClusters(folder: string, tally: Tally, regions: RegionDirectory, system: string, onProgress?: Progress): Promise<Clusters> {
  const counted = new Map<string, CountRow>();
  await takeRows({ folder, tally, columns, onProgress }, (cells, notes) => {
    const row = countRow(cells, notes, regions);
    if (row === undefined) return notes.drop("not-an-outbreak");
    if (counted.has(row.caseId)) throw new Unreadable("id-used-twice", "case_id");
    counted.set(row.caseId, row);
  });

  const byLabel = groupBy(counted.values(), ({ label }) => label);
  const clusters = [...byLabel.values()].flatMap((rows) => outbreaks(rows, tally));
  const built = clusters.map((cluster) => ({ ...cluster, ...rowsOf(cluster.head, cluster.reportedCount, system) }));
  return {
    rows: built.map(({ cluster }) => cluster),
    places: built.flatMap(({ place }) => (place === undefined ? [] : [place])),
    find: (label, code, province) => {
      const bearers = built.filter(({ head }) => head.label === plainLabel(label));
      const narrowed = [bearers, bearers.filter(({ head }) => head.regionCode === code), bearers.filter(({ head }) => head.province === province)];
      const decided = narrowed.find((candidates) => candidates.length === 1)?.[0];
      return decided?.cluster ?? (bearers.length === 0 ? undefined : "ambiguous");
    },
  };
}

function countRow(cells: CellReader<Column>, { repair }: RowNotes, regions: RegionDirectory): CountRow | undefined {
  const caseId = cells.id("case_id", /^\d{7}$/);
  const label = cells.text("infection_case");
  if (label === undefined) throw new Unreadable("label-missing", "infection_case");
  const isOutbreak = cells.oneOf("group", { TRUE: true, FALSE: false });
  if (isOutbreak === undefined) throw new Unreadable("unknown-value", "group");
  const confirmed = cells.count("confirmed");
  const city = cells.text("city");
  const elsewhere = city === "from other city" || city === "form other city";
  const code = regionCode(regions, cells.text("province"), elsewhere ? undefined : city, elsewhere || !isOutbreak ? () => undefined : repair);
  const position = positionOf(cells);
  if (!isOutbreak) return undefined;
  return {
    caseId,
    label: plainLabel(label),
    kind: elsewhere ? "outlying" : "seat",
    province: cells.text("province") ?? "",
    regionCode: code,
    ...(confirmed === undefined ? {} : { confirmed }),
    ...(position === undefined ? {} : { position }),
  };
}

/** `-` stands for no position. */
function positionOf(cells: CellReader<Column>): CountRow["position"] {
  if (cells.text("latitude") === "-" || cells.text("longitude") === "-") return undefined;
  return positionInKorea(cells);
}

/** Both kinds of apostrophe occur. */
function plainLabel(label: string): string {
  return label.replaceAll("’", "'");
}

/** Without a seat the row with most cases stands for the outbreak; with several seats each is one of its own and outlying rows are too. */
function outbreaks(rows: readonly CountRow[], tally: Tally): readonly { readonly head: CountRow; readonly reportedCount: number | undefined }[] {
  const seats = rows.filter(({ kind }) => kind === "seat");
  if (seats.length > 1) return rows.map((head) => ({ head, reportedCount: head.confirmed }));
  const head = seats[0] ?? rows.toSorted((a, b) => (b.confirmed ?? 0) - (a.confirmed ?? 0))[0];
  if (head === undefined) return [];
  for (const row of rows) if (row !== head) tally.drop("count-of-another-province-added");
  const counts = rows.flatMap(({ confirmed }) => (confirmed === undefined ? [] : [confirmed]));
  return [{ head, reportedCount: counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0) }];
}

function rowsOf(head: CountRow, reportedCount: number | undefined, system: string): { readonly cluster: ClusterRow; readonly place: PlaceRow | undefined } {
  const known = knownCluster(head.label);
  const source = { sourceSystem: system, sourceRecord: head.caseId };
  const nameKo = known?.nameKo ?? head.label;
  const place = head.position && { id: identifierOf(system, "cluster-place", head.caseId), name: nameKo, category: known?.setting ?? "other", regionCode: head.regionCode, ...head.position, ...source };
  return {
    place,
    cluster: {
      id: identifierOf(system, "cluster", head.caseId),
      nameKo,
      nameEn: head.label,
      ...(head.kind === "seat" ? { regionCode: head.regionCode } : {}), // where it happened, not where it was counted
      ...(place === undefined ? {} : { placeId: place.id }),
      ...(known?.setting === undefined ? {} : { setting: known.setting }),
      ...(reportedCount === undefined ? {} : { reportedCount }),
      ...source,
    },
  };
}
