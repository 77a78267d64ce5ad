/** The pages in English: for those at an agency in Korea who read it better. */
import type { Texts } from "./words.js";

export const en: Texts = {
  frame: {
    product: "Epidemic investigation platform", door: "Agency desk", skip: "Skip to the content", otherLanguage: "한국어", signOut: "Sign out", signedInAs: "Signed in as", notice: "For authorised persons only. Everything that is looked at or done here is recorded and reviewed.", loading: "Loading…", tryAgain: "Try again",
    reference: "Number to name when you ask for help", doorSays: "The system says", lineColumn: (line, column) => [...(line === undefined ? [] : [`line ${line}`]), ...(column === undefined ? [] : [`column “${column}”`])].join(", "),
  },
  signIn: {
    title: "Agency inbox", intro: "Here police location officers, card association officers and data providers answer the requests addressed to their agency. You need the log-in name, the password and the authenticator app of your account.", button: "Sign in", going: "Going to the log-in page…", arriving: "Checking the sign-in…",
    signedOut: "You are signed out.", over: "Your session is over.", overAdvice: "It was not used for 30 minutes, it lasted 12 hours, or it was ended elsewhere. Sign in again and you come back to where you were.",
    idleTitle: "Are you still there?", idleAdvice: "Nothing was done here for a while. You will be signed out soon.", stay: "Stay signed in",
    noDesk: "There is no inbox for this account.", noDeskAdvice: "Inboxes are for police location officers, card association officers and data providers. If your duty is wrong, ask your system administrator.",
  },
  duties: { "police-officer": "Police location officer", "card-association-officer": "Card association officer", "data-provider": "Data provider", "clinic-staff": "Clinic staff", "content-editor": "Content editor" },
  inbox: {
    title: "Inbox", waiting: "Waiting", done: "Done", lists: "Lists of requests", waitingNumber: (count) => (count === "1" ? "1 request is waiting" : `${count} requests are waiting`), oldest: (span) => `The oldest arrived ${span} ago.`, nothingWaiting: "Nothing is waiting.", nothingWaitingAdvice: "A new request shows up here by itself.", nothingDone: "Nothing has been done yet.",
    more: "Show more", arrived: "Arrived", due: "Due", overdue: "Overdue", window: "Period", open: "Open", fromTo: (from, to) => `${from} – ${to}`,
    live: "New requests show up here by themselves.", connecting: "Connecting to the live feed.", notLive: "The live feed was cut. It is being connected again.", refresh: "Refresh", newArrived: "A new request has arrived.",
  },
  states: { waiting: "Waiting", approved: "Approved", denied: "Denied", "partly-provided": "Partly provided", provided: "Provided", closed: "Closed", withdrawn: "Withdrawn", expired: "Expired" },
  dataClasses: { "telecom-location": "Telecom location", "card-use": "Card use", "qr-entry": "QR entry" },
  item: {
    back: "Back to the list", number: "Request number", facts: "What is asked", dataClass: "Data class", state: "State", legalBasis: "Legal basis", subject: "Data subject", subjectHint: "A pseudonym. Name and contact details are not shown.", unknown: "cannot be shown",
    lookUp: "Whom to look up", lookUpHint: "Look this up in your agency's data. Send nothing from outside the period.", matchKinds: { phone: "Mobile phone number", "card-holder": "Card holder", qr: "QR identifier" },
    roster: "Place roster", rosterHint: (minutes) => `Send the data of those who were at these places for at least ${minutes} minutes in the period.`, place: "Place", coordinates: "Coordinates (latitude, longitude)", gone: "There is no such request.", goneAdvice: "The address is wrong, or the request is another agency's. Open it from the list.",
  },
  decision: {
    title: "Approve or deny", intro: "Check the legal basis, the data class and the period first. A decision cannot be changed and stays on record.", note: "Note (optional)", noteHint: "Do not write names or contact details of the data subject.", approve: "Approve", deny: "Deny", reason: "Reason for the denial", reasonHint: "Goes to the agency that asked. Do not write names or contact details of the data subject.", reasonMissing: "State the reason for the denial.",
    approveTitle: "Approve this request?", approveAsk: "This cannot be undone.", denyTitle: "Deny this request?", denyAsk: "This cannot be undone.", cancel: "Cancel", working: "Working…", approved: "Approved.", denied: "Denied.",
  },
  upload: {
    title: "Send data", intro: "Check a file first, which stores nothing, then send it. Data that is sent twice is not stored twice.", file: "File", fileHint: "CSV (UTF-8 or CP949), NDJSON or XLSX, each also as gzip (.gz).", choose: "Choose a file", nothingChosen: "No file is chosen.", chosen: (name, size) => `${name} (${size})`, check: "Check only", send: "Send", cancel: "Stop sending",
    sending: (sent, of) => `${sent} of ${of} sent`, processing: "All sent. The rows are being checked…", cancelled: "Stopped. Rows that were stored already are not stored again when you send the file anew.", fileMissing: "Choose a file first.", formUnknown: "Files of this kind are not taken. Choose CSV, NDJSON, XLSX or a .gz of one of them.", fileEmpty: "The file is empty. Choose one with content.",
    checkedTitle: "Checked. Nothing was stored.", receivedTitle: "The file was received.", checkedAdvice: "If the result is right, send the same file.", receivedAdvice: "If this was the last file, complete the provision below.", rejectedAdvice: (count) => `${count} ${count === "1" ? "row was" : "rows were"} not taken. Look up the reasons below, and send the corrected rows as a new file.`,
    receipts: "Receipts", noReceipts: "No file was sent yet.", receivedAt: "Received", rows: "Rows", stored: "Stored", duplicates: "Duplicates", quarantined: "Rejected", outside: "Outside approval", outsideHint: "Rows that do not belong to the approved person, data class or period. They were not stored, and that is on record.", hash: "Checksum (SHA-256)",
    uploadStates: { receiving: "receiving", loading: "storing", interrupted: "interrupted", received: "received", done: "received", rejected: "rejected", checked: "checked" },
    showRejected: (count) => `Show ${count} rejected ${count === "1" ? "row" : "rows"}`, rejectedTitle: "Rejected rows", line: "Line", column: "Column", why: "Reason", download: "Download the list (CSV)", noRejected: "There are none, or they were deleted after their time.",
    reasons: { MISSING: "The value is missing.", UNPARSABLE: "The value cannot be read.", "OUT-OF-KOREA": "The position is outside Korea.", "IN-FUTURE": "The moment is in the future.", "OUTSIDE-WINDOW": "Outside the period.", "OUTSIDE-APPROVAL": "Not the approved person.", UNKNOWN: "No reason was given." },
  },
  completion: {
    title: "Complete", intro: "When everything has been sent, complete the provision. After that nothing more can be sent.", complete: "Complete the provision", nothing: "We hold no such data", nothingHint: "If your agency holds no data of this kind from the period.",
    completeTitle: "Complete the provision?", completeAsk: "After that nothing more can be sent for this request.", nothingTitle: "Answer that you hold no such data?", nothingAsk: "This cannot be changed, and nothing can be sent for this request after it.", cancel: "Cancel", working: "Working…", completed: "The provision is complete.",
  },
  problems: {
    SESSION_OVER: { title: "Your session is over.", advice: "Sign in again." },
    UNREACHABLE: { title: "The system cannot be reached.", advice: "Check the network and try again in a moment. What you typed is still here." },
    GRANT_REFUSED: { title: "The sign-in could not be completed.", advice: "It took too long, or this address was used before. Sign in again." },
    ANSWER_FOREIGN: { title: "This sign-in was not begun in this window.", advice: "Sign in again. This happens with an old address, or one of another window." },
    ISSUER_UNREACHABLE: { title: "The log-in server cannot be reached.", advice: "Try again in a moment. If it goes on, tell your system administrator." },
    WRONG_DOOR: { title: "This account does not work here.", advice: "Use the pages of your duty, or ask your system administrator." },
    CLEARANCE_REQUIRED: { title: "You may not see this.", advice: "Ask your system administrator whether your duty is right." },
    PURPOSE_REQUIRED: { title: "You may not see this for this purpose.", advice: "Ask your system administrator whether your duty is right." },
    NO_RESPONSE: { title: "No response is declared at present.", advice: "Requests are handled only while one is. Ask the KDCA." },
    NOT_FOUND: { title: "There is no such request.", advice: "It was withdrawn, or is another agency's. Open it from the list." },
    CONFLICT: { title: "The request has changed meanwhile.", advice: "A colleague was faster, or the time is over. Look at its present state below." },
    BAD_USER_INPUT: { title: "This cannot be taken as it is.", advice: "Correct what the message below says, and try again." },
    LEDGER_UNAVAILABLE: { title: "The access log cannot be written, so nothing was done.", advice: "Nothing has changed. Try again in a moment." },
    SUBGRAPH_UNAVAILABLE: { title: "A part of the system does not answer.", advice: "Try again in a moment." },
    UPLOAD_CUT: { title: "The transfer was cut.", advice: "Send the same file again. Rows that were stored already are not stored twice." },
    FILE_TOO_LARGE: { title: "The file is too large.", advice: "Split it, or send it as gzip." },
    FORMAT_UNSUPPORTED: { title: "Files of this kind are not taken.", advice: "Send CSV, NDJSON, XLSX or a .gz of one of them." },
    UPLOAD_REFUSED: { title: "The file cannot be taken.", advice: "Nothing of it was stored. Correct what the message below says, and send it again." },
    other: { title: "That did not work.", advice: "Try again. If it goes on, tell your system administrator what stands below." },
  },
};
