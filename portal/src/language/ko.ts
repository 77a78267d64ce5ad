/** The pages in Korean: what people in Korea's agencies call things. */
import type { Texts } from "./words.js";

export const ko: Texts = {
  frame: {
    product: "역학조사 지원시스템", door: "기관 업무", skip: "본문으로 바로가기", otherLanguage: "English", signOut: "로그아웃", signedInAs: "로그인 계정", notice: "권한이 있는 사람만 사용할 수 있으며, 모든 열람과 처리는 기록되고 점검됩니다.", loading: "불러오는 중…", tryAgain: "다시 시도",
    reference: "문의할 때 알려 주실 번호", doorSays: "시스템 메시지", lineColumn: (line, column) => [...(line === undefined ? [] : [`${line}행`]), ...(column === undefined ? [] : [`‘${column}’ 열`])].join(", "),
  },
  signIn: {
    title: "기관 요청함", intro: "경찰 위치정보 담당자, 여신금융협회 담당자, 정보 제공기관이 받은 요청을 처리하는 화면입니다. 기관에서 발급받은 아이디, 비밀번호, 인증 앱이 필요합니다.", button: "로그인", going: "로그인 화면으로 이동합니다…", arriving: "로그인을 확인하고 있습니다…",
    signedOut: "로그아웃되었습니다.", over: "로그인이 끝났습니다.", overAdvice: "30분 동안 사용하지 않았거나, 12시간이 지났거나, 다른 곳에서 로그아웃되었습니다. 다시 로그인하면 같은 화면으로 돌아옵니다.",
    idleTitle: "계속 사용하시겠습니까?", idleAdvice: "한동안 사용하지 않아 곧 자동으로 로그아웃됩니다.", stay: "계속 사용",
    noDesk: "이 계정에는 요청함이 없습니다.", noDeskAdvice: "요청함은 경찰 위치정보 담당자, 여신금융협회 담당자, 정보 제공기관만 사용합니다. 담당 업무가 맞지 않으면 시스템 관리자에게 문의하세요.",
  },
  duties: { "police-officer": "경찰 위치정보 담당자", "card-association-officer": "여신금융협회 담당자", "data-provider": "정보 제공기관", "clinic-staff": "선별진료소 직원", "content-editor": "게시물 편집자" },
  inbox: {
    title: "요청함", waiting: "처리 대기", done: "처리 완료", lists: "요청 목록", waitingNumber: (count) => `대기 중인 요청 ${count}건`, oldest: (span) => `가장 오래된 요청은 ${span} 전에 도착했습니다.`, nothingWaiting: "대기 중인 요청이 없습니다.", nothingWaitingAdvice: "새 요청이 오면 이 화면에 바로 나타납니다.", nothingDone: "처리한 요청이 아직 없습니다.",
    more: "더 보기", arrived: "도착", due: "처리 기한", overdue: "기한 지남", window: "요청 기간", open: "열기", fromTo: (from, to) => `${from} ~ ${to}`,
    live: "새 요청을 실시간으로 확인하고 있습니다.", connecting: "실시간 연결 중입니다.", notLive: "실시간 연결이 끊겼습니다. 다시 연결하고 있습니다.", refresh: "새로 고침", newArrived: "새 요청이 도착했습니다.",
  },
  states: { waiting: "대기", approved: "승인", denied: "거부", "partly-provided": "일부 제공", provided: "제공 완료", closed: "종료", withdrawn: "철회됨", expired: "기한 만료" },
  dataClasses: { "telecom-location": "통신 위치정보", "card-use": "카드 사용내역", "qr-entry": "전자출입명부(QR)" },
  item: {
    back: "목록으로", number: "요청 번호", facts: "요청 내용", dataClass: "정보 종류", state: "상태", legalBasis: "법적 근거", subject: "대상자", subjectHint: "가명 번호입니다. 이름과 연락처는 표시되지 않습니다.", unknown: "표시할 수 없음",
    lookUp: "조회할 대상", lookUpHint: "이 값으로 귀 기관의 자료를 조회하세요. 요청 기간 밖의 자료는 보내지 마세요.", matchKinds: { phone: "휴대전화 번호", "card-holder": "카드 회원", qr: "QR 식별번호" },
    roster: "장소 명부", rosterHint: (minutes) => `아래 장소에 요청 기간 동안 ${minutes}분 이상 머문 사람의 자료를 보내세요.`, place: "장소", coordinates: "좌표(위도, 경도)", gone: "이 요청을 찾을 수 없습니다.", goneAdvice: "주소가 잘못되었거나 다른 기관의 요청입니다. 목록에서 다시 여세요.",
  },
  decision: {
    title: "승인 또는 거부", intro: "법적 근거, 정보 종류, 기간을 확인한 뒤 결정하세요. 결정은 바꿀 수 없고 기록에 남습니다.", note: "메모 (선택)", noteHint: "대상자의 이름이나 연락처를 쓰지 마세요.", approve: "승인", deny: "거부", reason: "거부 사유", reasonHint: "요청한 기관에 전달됩니다. 대상자의 이름이나 연락처를 쓰지 마세요.", reasonMissing: "거부 사유를 입력하세요.",
    approveTitle: "이 요청을 승인하시겠습니까?", approveAsk: "승인하면 바꿀 수 없습니다.", denyTitle: "이 요청을 거부하시겠습니까?", denyAsk: "거부하면 바꿀 수 없습니다.", cancel: "취소", working: "처리하는 중…", approved: "승인했습니다.", denied: "거부했습니다.",
  },
  upload: {
    title: "자료 보내기", intro: "먼저 ‘저장 없이 검사’로 파일을 확인한 다음 보내세요. 같은 자료를 다시 보내도 두 번 저장되지 않습니다.", file: "파일", fileHint: "CSV(UTF-8 또는 CP949), NDJSON, XLSX. gzip으로 압축한 파일(.gz)도 됩니다.", choose: "파일 선택", nothingChosen: "선택한 파일이 없습니다.", chosen: (name, size) => `${name} (${size})`, check: "저장 없이 검사", send: "보내기", cancel: "전송 취소",
    sending: (sent, of) => `${of} 중 ${sent} 전송`, processing: "전송이 끝났습니다. 내용을 확인하는 중…", cancelled: "전송을 취소했습니다. 이미 저장된 행은 다시 보내도 중복되지 않습니다.", fileMissing: "보낼 파일을 선택하세요.", formUnknown: "받을 수 없는 파일 형식입니다. CSV, NDJSON, XLSX 또는 이를 압축한 .gz 파일을 선택하세요.", fileEmpty: "빈 파일입니다. 내용이 있는 파일을 선택하세요.",
    checkedTitle: "검사를 마쳤습니다. 저장된 자료는 없습니다.", receivedTitle: "파일을 받았습니다.", checkedAdvice: "결과가 맞으면 같은 파일을 보내세요.", receivedAdvice: "더 보낼 파일이 없으면 아래에서 제공을 완료하세요.", rejectedAdvice: (count) => `거절된 행이 ${count}개 있습니다. 아래 목록에서 이유를 확인하고, 고친 행만 새 파일로 다시 보내세요.`,
    receipts: "접수증", noReceipts: "아직 보낸 파일이 없습니다.", receivedAt: "받은 시각", rows: "전체 행", stored: "저장", duplicates: "중복", quarantined: "거절", outside: "승인 범위 밖", outsideHint: "승인된 대상, 종류, 기간에 속하지 않는 행입니다. 저장하지 않았고 기록에 남습니다.", hash: "파일 확인값(SHA-256)",
    uploadStates: { receiving: "받는 중", loading: "저장 중", interrupted: "중단됨", received: "접수 완료", done: "접수 완료", rejected: "거절", checked: "검사 완료" },
    showRejected: (count) => `거절된 행 ${count}개 보기`, rejectedTitle: "거절된 행", line: "행", column: "열", why: "이유", download: "목록 내려받기(CSV)", noRejected: "거절된 행이 없거나, 보관 기간이 지나 삭제되었습니다.",
    reasons: { MISSING: "값이 없습니다.", UNPARSABLE: "값의 형식이 올바르지 않습니다.", "OUT-OF-KOREA": "좌표가 대한민국 밖입니다.", "IN-FUTURE": "미래의 시각입니다.", "OUTSIDE-WINDOW": "요청 기간 밖입니다.", "OUTSIDE-APPROVAL": "승인된 대상이 아닙니다.", UNKNOWN: "알 수 없는 이유입니다." },
  },
  completion: {
    title: "제공 완료", intro: "보낼 자료를 모두 보냈으면 제공을 완료하세요. 완료한 뒤에는 더 보낼 수 없습니다.", complete: "제공 완료", nothing: "해당 자료 없음", nothingHint: "요청 기간에 해당하는 자료를 귀 기관이 가지고 있지 않은 경우입니다.",
    completeTitle: "제공을 완료하시겠습니까?", completeAsk: "완료하면 이 요청에 자료를 더 보낼 수 없습니다.", nothingTitle: "해당 자료가 없다고 답하시겠습니까?", nothingAsk: "답하면 바꿀 수 없고, 이 요청에 자료를 보낼 수 없습니다.", cancel: "취소", working: "처리하는 중…", completed: "제공을 완료했습니다.",
  },
  problems: {
    SESSION_OVER: { title: "로그인이 끝났습니다.", advice: "다시 로그인하세요." },
    UNREACHABLE: { title: "시스템에 연결할 수 없습니다.", advice: "네트워크를 확인하고 잠시 뒤에 다시 시도하세요. 입력한 내용은 이 화면에 남아 있습니다." },
    GRANT_REFUSED: { title: "로그인을 마치지 못했습니다.", advice: "로그인 시간이 지났거나 이미 사용한 주소입니다. 다시 로그인하세요." },
    ANSWER_FOREIGN: { title: "이 창에서 시작한 로그인이 아닙니다.", advice: "다시 로그인하세요. 오래된 주소나 다른 창의 주소를 열면 이렇게 됩니다." },
    ISSUER_UNREACHABLE: { title: "로그인 서버에 연결할 수 없습니다.", advice: "잠시 뒤에 다시 시도하세요. 계속되면 시스템 관리자에게 알리세요." },
    WRONG_DOOR: { title: "이 계정으로는 여기에서 업무를 할 수 없습니다.", advice: "담당 업무에 맞는 화면을 이용하거나 시스템 관리자에게 문의하세요." },
    CLEARANCE_REQUIRED: { title: "이 내용을 볼 권한이 없습니다.", advice: "담당 업무가 맞는지 시스템 관리자에게 확인하세요." },
    PURPOSE_REQUIRED: { title: "이 업무 목적으로는 볼 수 없습니다.", advice: "담당 업무가 맞는지 시스템 관리자에게 확인하세요." },
    NO_RESPONSE: { title: "지금은 선포된 방역 대응이 없습니다.", advice: "대응이 선포된 동안에만 요청을 처리할 수 있습니다. 질병관리청에 문의하세요." },
    NOT_FOUND: { title: "이 요청을 찾을 수 없습니다.", advice: "이미 철회되었거나 다른 기관의 요청입니다. 목록에서 다시 여세요." },
    CONFLICT: { title: "요청의 상태가 그 사이에 바뀌었습니다.", advice: "다른 담당자가 먼저 처리했거나 기한이 지났습니다. 아래의 현재 상태를 확인하세요." },
    BAD_USER_INPUT: { title: "입력한 내용을 받을 수 없습니다.", advice: "아래 메시지를 보고 고친 뒤 다시 시도하세요." },
    LEDGER_UNAVAILABLE: { title: "접속기록을 남길 수 없어 처리하지 않았습니다.", advice: "아무것도 바뀌지 않았습니다. 잠시 뒤에 다시 시도하세요." },
    SUBGRAPH_UNAVAILABLE: { title: "일부 시스템이 응답하지 않습니다.", advice: "잠시 뒤에 다시 시도하세요." },
    UPLOAD_CUT: { title: "전송이 중간에 끊겼습니다.", advice: "같은 파일을 다시 보내세요. 이미 저장된 행은 두 번 저장되지 않습니다." },
    FILE_TOO_LARGE: { title: "파일이 너무 큽니다.", advice: "파일을 나누거나 gzip으로 압축해서 보내세요." },
    FORMAT_UNSUPPORTED: { title: "받을 수 없는 파일 형식입니다.", advice: "CSV, NDJSON, XLSX 또는 이를 압축한 .gz 파일로 보내세요." },
    UPLOAD_REFUSED: { title: "파일을 받을 수 없습니다.", advice: "아무것도 저장하지 않았습니다. 아래 메시지를 보고 파일을 고친 뒤 다시 보내세요." },
    other: { title: "요청을 처리하지 못했습니다.", advice: "다시 시도하세요. 계속되면 아래 내용을 시스템 관리자에게 알리세요." },
  },
};
