import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { download, type DownloadOptions } from '../../src-main/native/download.ts';
import { npmNetwork } from '../../src-main/native/network.ts';
import { temporaryFolder } from './plant.ts';
import { startServer, type Served } from './server.ts';

const BODY = randomBytes(300_000);

const OPTIONS: DownloadOptions = {
  network: npmNetwork({}),
  answerWithinMs: 5_000,
  stallMs: 10_000,
  pinned: false,
};

const HASTY: DownloadOptions = { ...OPTIONS, stallMs: 300 };

async function setUp(served: Served) {
  const server = await startServer({ big: served });
  const folder = await temporaryFolder();
  return { server, folder, url: `${server.url}big`, file: join(folder, 'file') };
}

describe('downloading', () => {
  it('goes on where the connection was cut', async () => {
    const { server, url, file, folder } = await setUp({
      body: BODY,
      cut: { after: 100_000, times: 2 },
    });
    await download(url, file, OPTIONS);
    expect(BODY.equals(await readFile(file))).toBe(true);
    expect(await readdir(folder)).toEqual(['file']);
    expect(server.requests).toHaveLength(3);
    expect(server.requests[0]).toBe('big -');
    expect(server.requests[1]).toMatch(/^big bytes=[1-9]\d*-$/);
  });

  it('begins anew with a server that ignores ranges', async () => {
    const { url, file } = await setUp({
      body: BODY,
      cut: { after: 100_000, times: 1 },
      ignoresRange: true,
    });
    await download(url, file, OPTIONS);
    expect(BODY.equals(await readFile(file))).toBe(true);
  });

  it('goes on after a cut that came before the first byte was on the disk', async () => {
    const { server, url, file } = await setUp({ body: BODY, cut: { after: 0, times: 2 } });
    await download(url, file, OPTIONS);
    expect(server.requests).toHaveLength(3);
    expect(BODY.equals(await readFile(file))).toBe(true);
  });

  it('begins anew when the file on the server has changed since', async () => {
    const { server, url, file } = await setUp({ body: BODY, stallsAfter: 50_000 });
    await expect(download(url, file, HASTY)).rejects.toThrow('nothing came for 0.3 s');
    const changed = randomBytes(200_000);
    server.files.set('big', { body: changed });
    await download(url, file, OPTIONS);
    expect(changed.equals(await readFile(file))).toBe(true);
  });

  it('joins no parts that neither an ETag nor a pinned digest vouches for', async () => {
    const { server, url, file } = await setUp({
      body: BODY,
      cut: { after: 100_000, times: 1 },
      noValidator: true,
    });
    await download(url, file, OPTIONS);
    expect(server.requests).toEqual(['big -', 'big -']);
  });

  it('joins parts without an ETag where a pinned digest will tell', async () => {
    const { server, url, file } = await setUp({
      body: BODY,
      cut: { after: 100_000, times: 1 },
      noValidator: true,
    });
    await download(url, file, { ...OPTIONS, pinned: true });
    expect(server.requests[1]).toMatch(/^big bytes=[1-9]\d*-$/);
    expect(BODY.equals(await readFile(file))).toBe(true);
  });

  it('begins anew when the part is as long as the file or longer', async () => {
    const { url, file } = await setUp({ body: BODY });
    await writeFile(`${file}.part`, randomBytes(400_000));
    await download(url, file, { ...OPTIONS, pinned: true });
    expect(BODY.equals(await readFile(file))).toBe(true);
  });

  it('gives up on a transfer that stalls, and leaves no file that looks whole', async () => {
    const { url, file, folder } = await setUp({ body: BODY, stallsAfter: 10_000 });
    await expect(download(url, file, HASTY)).rejects.toThrow('nothing came');
    expect(await readdir(folder)).not.toContain('file');
  });

  it('reports a refusal with its status, and does not insist', async () => {
    const { server, url, file } = await setUp({ body: BODY, wants: 'Bearer x' });
    await expect(download(url, file, OPTIONS)).rejects.toMatchObject({ answered: 403 });
    expect(server.requests).toHaveLength(1);
  });

  it('follows a redirect', async () => {
    const { server, url, file } = await setUp({ body: BODY });
    server.files.set('moved', { body: Buffer.alloc(0), location: url });
    await download(`${server.url}moved`, file, OPTIONS);
    expect(BODY.equals(await readFile(file))).toBe(true);
  });

  it('does not run in circles', async () => {
    const { server, url, file } = await setUp({ body: BODY, location: '/big' });
    await expect(download(url, file, OPTIONS)).rejects.toThrow('redirects more than 5 times');
    expect(server.requests).toHaveLength(6);
  });

  it.each(['npm_config_proxy', 'HTTP_PROXY', 'http_proxy'])('goes through %s', async (name) => {
    const { server, file } = await setUp({ body: BODY });
    const network = npmNetwork({ [name]: server.url });
    await download('http://elsewhere.invalid/big', file, { ...OPTIONS, network });
    expect(BODY.equals(await readFile(file))).toBe(true);
  });

  it('goes around the proxy for the hosts of noproxy', async () => {
    const { url, file } = await setUp({ body: BODY });
    const env = { npm_config_proxy: 'http://127.0.0.1:9/', npm_config_noproxy: '127.0.0.1' };
    await download(url, file, { ...OPTIONS, network: npmNetwork(env) });
    expect(BODY.equals(await readFile(file))).toBe(true);
  });
});
