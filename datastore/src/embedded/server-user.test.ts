import { serverUser } from "./server-user.js";

const passwd = `root:x:0:0:root:/root:/bin/bash
nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin
`;

describe("the user who runs the server", () => {
  it("is ourselves, unless we are root", () => {
    expect(serverUser(1000, undefined, () => passwd)).toEqual({ name: "yourself", uid: undefined, gid: undefined });
  });

  it("is for root the system's postgres, or else nobody", () => {
    expect(serverUser(0, undefined, () => passwd)).toEqual({ name: "nobody", uid: 65534, gid: 65533 });
    expect(serverUser(0, undefined, () => `${passwd}postgres:x:101:104::/var/lib/postgresql:/bin/bash\n`)).toEqual({ name: "postgres", uid: 101, gid: 104 });
  });

  it("stays the one who owns the database, whoever else has come since", () => {
    const users = `${passwd}postgres:x:101:104::/var/lib/postgresql:/bin/bash\n`;
    expect(serverUser(0, 65534, () => users).name).toBe("nobody");
    expect(serverUser(0, 0, () => users).name).toBe("postgres");
    expect(serverUser(0, 4711, () => users).name).toBe("postgres");
  });

  it("is never another name of root, and without any other it says what to do", () => {
    expect(() => serverUser(0, undefined, () => "root:x:0:0::/root:/bin/sh\nnobody:x:0:0::/:/bin/sh\n")).toThrow(expect.objectContaining({ code: "SERVER_USER_MISSING" }));
  });
});
