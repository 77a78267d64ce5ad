import { checkParameters, defaultParameters, GeneratorError, simulate, type Noise, type Parameters } from "./index.js";

function errorOf(given: object): GeneratorError {
  try {
    simulate(given);
  } catch (error) {
    if (error instanceof GeneratorError) return error;
    throw error;
  }
  throw new Error("no error");
}

describe("parameters that cannot be", () => {
  const bad: readonly (readonly [given: Partial<Record<keyof Parameters, unknown>>, parameter: string])[] = [
    [{ cases: 0 }, "cases"],
    [{ cases: -5 }, "cases"],
    [{ cases: 2.5 }, "cases"],
    [{ cases: Number.NaN }, "cases"],
    [{ cases: "300" }, "cases"],
    [{ cases: 1_000_001 }, "cases"],
    [{ days: 0 }, "days"],
    [{ days: -1 }, "days"],
    [{ days: 61 }, "days"],
    [{ seed: -1 }, "seed"],
    [{ seed: 2 ** 53 }, "seed"],
    [{ epidemicDays: 3 }, "epidemicDays"],
    [{ reproduction: -0.1 }, "reproduction"],
    [{ importShare: 1.01 }, "importShare"],
    [{ dispersion: 0 }, "dispersion"],
    [{ asymptomaticShare: 1.5 }, "asymptomaticShare"],
    [{ clusterShare: 0.9 }, "clusterShare"],
    [{ placeDensity: Infinity }, "placeDensity"],
    [{ startDate: "2020-13-45" }, "startDate"],
    [{ startDate: "2020-02-30" }, "startDate"],
    [{ startDate: "1 February 2020" }, "startDate"],
    [{ clusters: "some" }, "clusters"],
  ];
  it.each(bad)("%j is refused and `%s` is named", (given, parameter) => {
    const error = errorOf(given);
    expect(error.code).toBe("invalid-parameter");
    expect(error.parameter).toBe(parameter);
    expect(error.message).toMatch(/: give /);
  });

  const badNoise: readonly (readonly [given: Partial<Record<keyof Noise, unknown>>, parameter: string])[] = [
    [{ pingPong: 1.1 }, "noise.pingPong"],
    [{ cardUse: -0.1 }, "noise.cardUse"],
    [{ qrMissed: Number.NaN }, "noise.qrMissed"],
    [{ statementDenied: "often" }, "noise.statementDenied"],
    [{ pingIntervalMinutes: 0 }, "noise.pingIntervalMinutes"],
    [{ pingErrorMetres: -1 }, "noise.pingErrorMetres"],
    [{ cellSpacingMetres: 10 }, "noise.cellSpacingMetres"],
  ];
  it.each(badNoise)("noise %j is refused and `%s` is named", (noise, parameter) => {
    expect(errorOf({ noise }).parameter).toBe(parameter);
  });

  it("a misspelt name is refused with the names that exist", () => {
    expect(errorOf({ case: 3 }).message).toContain("cases, days");
    expect(errorOf({ noise: { pingpong: 0.1 } }).message).toContain("pingPong");
  });
});

describe("parameters that are left out", () => {
  it("take their defaults, single noise levels too", () => {
    const parameters = checkParameters({ cases: 7, noise: { ...defaultParameters.noise, pingPong: 0.5 } });
    expect(parameters).toEqual({ ...defaultParameters, cases: 7, noise: { ...defaultParameters.noise, pingPong: 0.5 } });
  });

  it("a single case is an outbreak", () => {
    expect([...simulate({ cases: 1, epidemicDays: 14 }).cases()]).toHaveLength(1);
  });
});
