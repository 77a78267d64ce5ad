import { dataFolder, prepareDataFolder } from "./data-folder.js";

describe("the data folder", () => {
  it("is the one that EPIGRAPH_DATA names, taken from the project when it is relative", () => {
    expect(dataFolder("/srv/epigraph", { EPIGRAPH_DATA: "/data" }, 0)).toBe("/data");
    expect(dataFolder("/srv/epigraph", { EPIGRAPH_DATA: "data" }, 1000)).toBe("/srv/epigraph/data");
  });

  it("lies in the project for an ordinary user, and where there are no user numbers", () => {
    expect(dataFolder("/home/kim/epigraph", {}, 1000)).toBe("/home/kim/epigraph/.epigraph");
    expect(dataFolder("/home/kim/epigraph", { EPIGRAPH_DATA: "" }, undefined)).toBe("/home/kim/epigraph/.epigraph");
  });

  it("lies outside of root's home for root, a folder for each clone", () => {
    expect(dataFolder("/root/epigraph", {}, 0)).toBe("/var/lib/epigraph/epigraph-13f865b7");
    expect(dataFolder("/root/epigraph/", {}, 0)).toBe("/var/lib/epigraph/epigraph-13f865b7");
    expect(dataFolder("/root/other/epigraph", {}, 0)).not.toBe(dataFolder("/root/epigraph", {}, 0));
    expect(dataFolder("/root/역학 조사", {}, 0)).toMatch(/^\/var\/lib\/epigraph\/-+-[0-9a-f]{8}$/);
  });

  it("is refused at once where no folder can be made, also where node's recursive mkdir would never come back", () => {
    for (const place of ["/proc/epigraph/data", "/dev/null/epigraph"]) {
      expect(() => prepareDataFolder(place, { name: "nobody", uid: undefined, gid: undefined })).toThrow(expect.objectContaining({ code: "DATA_FOLDER_UNUSABLE" }));
    }
  });
});
