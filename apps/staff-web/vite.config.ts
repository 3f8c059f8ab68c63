import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const server = process.env.XINGLIN_DEV_SERVER ?? 'http://127.0.0.1:8080';

/** `import { z }` drags in the texts of fifty languages; as a namespace import the bundler drops what nobody names. */
const zodByName: Plugin = {
  name: 'zod-by-name',
  enforce: 'pre',
  transform: (code, file) =>
    file.endsWith('.ts') && !file.includes('node_modules')
      ? code.replace("import { z } from 'zod'", "import * as z from 'zod'")
      : undefined,
};

export default defineConfig({
  plugins: [zodByName, react()],
  build: { target: 'es2023', sourcemap: false, chunkSizeWarningLimit: 1500 },
  // While developing screens, the API is that of a running server.
  server: { proxy: { '/api': server, '/fhir': server } },
});
