import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';

const page = (name: string) => fileURLToPath(new URL(`./${name}/index.html`, import.meta.url));

/** The portal is served at /, and also at /verify and /track, where printed QR codes lead. */
function portalAtRoot(): Plugin {
  return {
    name: 'portal-at-root',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const portal = bundle['portal/index.html'];
      if (!portal || portal.type !== 'asset') throw new Error('portal/index.html was not built');
      const { source } = portal;
      delete bundle['portal/index.html'];
      for (const fileName of ['index.html', 'verify/index.html', 'track/index.html']) {
        this.emitFile({ type: 'asset', fileName, source });
      }
    },
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        if (/^\/(verify|track)?(\?|$)/.test(request.url ?? '')) request.url = '/portal/index.html';
        else if (/^\/(window|cockpit|desk|catalogue|workshop)(\?|$)/.test(request.url ?? '')) request.url = `${request.url}/index.html`;
        next();
      });
    },
  };
}

export default defineConfig({
  plugins: [vue(), portalAtRoot()],
  // `npm run dev` draws the pages from here and asks a running server for the data.
  server: { host: '127.0.0.1', proxy: { '/api': process.env.YICI_SERVER ?? 'http://127.0.0.1:8080' } },
  build: {
    target: ['es2019', 'chrome80', 'firefox78', 'safari14'], // the browser cores of government desks are years old
    assetsInlineLimit: 0, // data: addresses would break Content-Security-Policy default-src 'self'
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 650, // ECharts, fetched with the first chart and by no page's first load
    rollupOptions: {
      input: { portal: page('portal'), window: page('window'), cockpit: page('cockpit'), desk: page('desk'), catalogue: page('catalogue'), workshop: page('workshop') },
      output: { chunkFileNames: 'assets/shared-[hash].js' },
    },
  },
});
