/** The rows of a file that were not taken: line, column and reason, never a value. Also as a file, for whoever corrects them. */
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { authorisedFetch } from "../edge/authorised.js";
import { answeredFault, type Fault, thrown } from "../edge/fault.js";
import { numberIn } from "../language/moments.js";
import { useLanguage } from "../parts/language.js";
import { FaultNote, Loading } from "../parts/notes.js";
import type { Session } from "../sign-in/session.js";
import { moreAfter, type RejectedRow, rejectedRowsFile, rejectedRowsIn } from "./receipt.js";
import { uploadPath } from "./transfer.js";

/** More than so many are not drawn; the file has them all. */
const drawn = 200;

export function RejectedRows({ entry, upload, session }: { readonly entry: string; readonly upload: string; readonly session: Session }): ReactNode {
  const [rows, setRows] = useState<readonly RejectedRow[]>();
  const [fault, setFault] = useState<Fault>();
  const load = useCallback(async (): Promise<void> => {
    setFault(undefined);
    try {
      const all: RejectedRow[] = [];
      for (let after: number | undefined = 0; after !== undefined; ) {
        const response = await authorisedFetch(session, "provision")(`${uploadPath(entry)}/uploads/${encodeURIComponent(upload)}/quarantine?after=${after}`, { headers: { accept: "application/json" } });
        const body: unknown = await response.json().catch(() => undefined);
        const found = response.ok ? rejectedRowsIn(body) : undefined;
        if (found === undefined) return setFault(answeredFault(response.status, body));
        all.push(...found);
        after = moreAfter(body);
      }
      setRows(all);
    } catch (error) {
      setFault(thrown(error));
    }
  }, [entry, upload, session]);
  useEffect(() => void load(), [load]);

  if (fault) return <FaultNote fault={fault} again={() => void load()} />;
  return rows ? <RowList rows={rows} fileName={`rejected-${upload}.csv`} /> : <Loading />;
}

/** `fileName`: under which the list can be downloaded. */
export function RowList({ rows, fileName }: { readonly rows: readonly RejectedRow[]; readonly fileName: string }): ReactNode {
  const { language, texts } = useLanguage();
  const words = texts.upload;
  if (rows.length === 0) return <p>{words.noRejected}</p>;
  const reasonOf = (row: RejectedRow): string => row[language] ?? row.reason;
  return (
    <>
      <div className="wide" tabIndex={0} role="region" aria-label={words.rejectedTitle}>
        <table>
          <caption className="hidden">{words.rejectedTitle}</caption>
          <thead>
            <tr>
              <th scope="col">{words.line}</th>
              <th scope="col">{words.column}</th>
              <th scope="col">{words.why}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, drawn).map((row, index) => (
              <tr key={index}>
                <td>{row.line === undefined ? "–" : numberIn(language, row.line)}</td>
                <td>{row.column ?? "–"}</td>
                <td>{reasonOf(row)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <button type="button" className="second" onClick={() => download(rejectedRowsFile(rows, [words.line, words.column, words.why], reasonOf), fileName)}>
        {words.download}
      </button>
    </>
  );
}

function download(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
