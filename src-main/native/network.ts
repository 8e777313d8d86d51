import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { npmSetting, type Environment } from './sources.ts';

/** How to reach the outside: one agent for each protocol. */
export interface Network {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

/** The certificates that npm was told to trust besides Node's own; an unreadable file is npm's to report. */
function npmCertificates(env: Environment): string[] {
  const file = npmSetting(env, 'cafile');
  const inline = npmSetting(env, 'ca');
  const extra = inline ? [inline] : [];
  if (!file) return extra;
  try {
    return [...extra, readFileSync(file, 'utf8')];
  } catch {
    return extra;
  }
}

/**
 * The way out that npm would take: its proxies (`https-proxy`, `proxy`, `noproxy`), else the usual
 * environment variables; its certificates (`cafile`, `ca`) on top of Node's own, which already hold
 * `NODE_EXTRA_CA_CERTS`.
 */
export function npmNetwork(env: Environment): Network {
  const proxy = npmSetting(env, 'proxy');
  const proxyEnv = {
    HTTP_PROXY: proxy ?? env.HTTP_PROXY ?? env.http_proxy,
    HTTPS_PROXY: npmSetting(env, 'https_proxy') ?? proxy ?? env.HTTPS_PROXY ?? env.https_proxy,
    NO_PROXY: npmSetting(env, 'noproxy') ?? env.NO_PROXY ?? env.no_proxy,
  };
  const own = npmCertificates(env);
  const ca = own.length > 0 ? { ca: [...tls.getCACertificates('default'), ...own] } : {};
  return {
    http: new http.Agent({ proxyEnv }),
    https: new https.Agent({ proxyEnv, ...ca }),
  };
}
