/** How the pages are built: into dist/pages, every file but the page itself named by its hash. Nothing here that the pages do not need. */
import { fileURLToPath } from "node:url";

export default {
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/",
  publicDir: "public",
  logLevel: "warn",
  build: {
    outDir: "dist/pages",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // a `data:` address would need a hole in the content security policy
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
  },
};
