/** The words of the pages in Korean and English. The compiler sees to it that neither lacks any. */
import type { NoticeKind } from "../accounts/notice.js";

export type Language = "ko" | "en";

export type Texts = {
  readonly product: string;
  readonly logIn: string; readonly step: (step: number) => string; readonly loginName: string; readonly password: string; readonly next: string;
  readonly codeTitle: string; readonly code: string; readonly codeHint: string; readonly startOver: string;
  readonly failed: string; readonly failedHint: string;
  readonly turnedAway: string; readonly turnedAwayHint: (seconds: number) => string; readonly tryAgain: string;
  readonly warning: string;
  readonly noticeTitle: string; readonly noticeIntro: string; readonly noticeHint: string; readonly proceed: string; readonly notices: Readonly<Record<NoticeKind, string>>;
  readonly enrolTitle: string; readonly enrolFor: string; readonly enrolIntro: string; readonly newPassword: string; readonly passwordHint: string; readonly again: string;
  readonly presentPassword: string; readonly app: string; readonly appHint: string; readonly secret: string; readonly picture: string; readonly finish: string; readonly presentCodeHint: string;
  readonly weakPassword: string; readonly differentPasswords: string; readonly wrongCode: string;
  readonly enrolled: string; readonly enrolledHint: string; readonly linkOver: string; readonly linkOverHint: string;
  readonly logOutTitle: string; readonly logOutQuestion: string; readonly logOut: string; readonly stay: string; readonly loggedOut: string; readonly loggedOutHint: string;
  readonly errorTitle: string; readonly errorHint: string; readonly expired: string; readonly expiredHint: string;
};

const ko: Texts = {
  product: "역학조사 지원시스템",
  logIn: "로그인", step: (step) => `2단계 중 ${step}단계`, loginName: "아이디", password: "비밀번호", next: "다음",
  codeTitle: "인증 코드 입력", code: "인증 코드", codeHint: "인증 앱에 표시된 숫자 6자리를 입력하세요.", startOver: "처음부터 다시",
  failed: "로그인하지 못했습니다.", failedHint: "아이디, 비밀번호, 인증 코드를 확인한 뒤 다시 시도하세요. 5번 연속 실패하면 15분 동안 로그인할 수 없습니다.",
  turnedAway: "지금은 로그인이 많습니다.", turnedAwayHint: (seconds) => `입력한 내용은 확인하지 않았습니다. ${seconds}초 뒤에 다시 시도하세요.`, tryAgain: "다시 시도",
  warning: "권한이 있는 사람만 사용할 수 있으며, 모든 로그인과 열람은 기록되고 점검됩니다.",
  noticeTitle: "계정 변경 알림", noticeIntro: "지난 로그인 이후 계정에 다음 변경이 있었습니다.", noticeHint: "요청하지 않은 변경이 있으면 즉시 보안 담당자에게 알리세요.", proceed: "계속",
  notices: { "duty-changed": "담당 업무가 변경되었습니다.", "clearance-changed": "열람등급이 변경되었습니다.", disabled: "계정이 사용 중지되었습니다.", enabled: "계정이 다시 사용 가능해졌습니다.", "password-reset": "비밀번호가 초기화되었습니다.", "code-reset": "인증 앱 등록이 초기화되었습니다.", enrolled: "비밀번호 또는 인증 앱이 새로 등록되었습니다." },
  enrolTitle: "계정 등록", enrolFor: "아이디", enrolIntro: "이 링크는 한 번만 사용할 수 있습니다.", newPassword: "새 비밀번호", passwordHint: "12자 이상 128자 이하. 여러 단어로 된 문장도 좋습니다. 아이디를 포함할 수 없습니다.", again: "새 비밀번호 확인",
  presentPassword: "현재 비밀번호", app: "인증 앱 등록", appHint: "인증 앱으로 QR 코드를 찍거나 아래 키를 직접 입력한 다음, 앱에 표시된 숫자 6자리를 입력하세요.", secret: "키", picture: "인증 앱 등록용 QR 코드", finish: "등록 완료", presentCodeHint: "현재 사용 중인 인증 앱의 숫자 6자리를 입력하세요.",
  weakPassword: "비밀번호가 너무 짧거나 단순하거나, 아이디를 포함하고 있습니다.", differentPasswords: "두 비밀번호가 서로 다릅니다.", wrongCode: "인증 코드 또는 비밀번호가 올바르지 않습니다.",
  enrolled: "등록이 완료되었습니다.", enrolledHint: "이제 새 정보로 로그인할 수 있습니다. 이 창을 닫으세요.", linkOver: "사용할 수 없는 링크입니다.", linkOverHint: "이미 사용했거나 기한이 지난 링크입니다. 시스템 관리자에게 새 링크를 요청하세요.",
  logOutTitle: "로그아웃", logOutQuestion: "로그아웃하시겠습니까?", logOut: "로그아웃", stay: "계속 사용", loggedOut: "로그아웃되었습니다.", loggedOutHint: "이 창을 닫으세요.",
  errorTitle: "요청을 처리하지 못했습니다.", errorHint: "업무 화면으로 돌아가 다시 로그인하세요. 계속되면 아래 코드를 시스템 관리자에게 알리세요.", expired: "로그인 시간이 지났습니다.", expiredHint: "업무 화면으로 돌아가 다시 로그인하세요.",
};

const en: Texts = {
  product: "Epidemic investigation platform",
  logIn: "Log in", step: (step) => `Step ${step} of 2`, loginName: "Log-in name", password: "Password", next: "Next",
  codeTitle: "Enter your code", code: "One-time code", codeHint: "The six digits that your authenticator app shows now.", startOver: "Start over",
  failed: "The log-in failed.", failedHint: "Check the log-in name, the password and the code, and try again. After five failures in a row, log-in pauses for 15 minutes.",
  turnedAway: "Too many log-ins at this moment.", turnedAwayHint: (seconds) => `What you typed was not looked at. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`, tryAgain: "Try again",
  warning: "For authorised persons only. Every log-in and every look at data is recorded and reviewed.",
  noticeTitle: "Your account was changed", noticeIntro: "Since your last log-in, this has happened to your account:", noticeHint: "If you did not expect a change, tell the security officer at once.", proceed: "Continue",
  notices: { "duty-changed": "Your duty was changed.", "clearance-changed": "Your clearance was changed.", disabled: "Your account was disabled.", enabled: "Your account was enabled again.", "password-reset": "Your password was reset.", "code-reset": "Your authenticator app was reset.", enrolled: "A password or an authenticator app was set." },
  enrolTitle: "Set up your account", enrolFor: "Log-in name", enrolIntro: "This link works once.", newPassword: "New password", passwordHint: "12 to 128 characters; a sentence of several words is fine. It must not contain the log-in name.", again: "New password again",
  presentPassword: "Present password", app: "Authenticator app", appHint: "Scan the picture with an authenticator app, or type the key into it. Then enter the six digits that the app shows.", secret: "Key", picture: "QR code for the authenticator app", finish: "Finish", presentCodeHint: "The six digits that your present authenticator app shows now.",
  weakPassword: "The password is too short or too simple, or contains the log-in name.", differentPasswords: "The two passwords differ.", wrongCode: "The code or the password is wrong.",
  enrolled: "Your account is ready.", enrolledHint: "You can log in with it now. Close this window.", linkOver: "This link cannot be used.", linkOverHint: "It was used before, or is too old. Ask a system administrator for another.",
  logOutTitle: "Log out", logOutQuestion: "Do you want to log out?", logOut: "Log out", stay: "Stay logged in", loggedOut: "You are logged out.", loggedOutHint: "Close this window.",
  errorTitle: "That did not work.", errorHint: "Go back to where you came from and log in again. If it goes on, tell a system administrator this code:", expired: "The log-in took too long.", expiredHint: "Go back to where you came from and log in again.",
};

const all: Readonly<Record<Language, Texts>> = { ko, en };
export const textsOf = (language: Language): Texts => all[language];

/** The first of the two that the browser asks for, by its order of quality; Korean where it asks for neither (RFC 9110, 12.5.4). */
export function languageOf(header: string | undefined): Language {
  const asked = (header ?? "").split(",").map((part, index) => {
    const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
    const quality = Number(/^\s*q=([0-9.]+)/.exec(parameters.join(";"))?.[1] ?? 1);
    return { language: tag.split("-")[0], quality, index };
  });
  const known = asked.filter(({ language, quality }) => (language === "ko" || language === "en") && quality > 0).sort((one, other) => other.quality - one.quality || one.index - other.index);
  return (known[0]?.language as Language | undefined) ?? "ko";
}
