import { defineConfig } from "vitest/config";

const system = ["test/e2e/**/*.test.ts", "test/local/**/*.test.ts", "test/torture/**/*.test.ts"];

export default defineConfig({
  test: {
    // Two cores: what starts a local cloud of its own needs room.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: "unit", include: ["test/**/*.test.ts"], exclude: system } },
      // These run the synthesized stack, which is made once for all of them.
      {
        extends: true,
        test: { name: "system", include: system, globalSetup: ["test/support/global-setup.ts"] },
      },
    ],
  },
});
