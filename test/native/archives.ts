import { createHash } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { pack } from 'tar-stream';

/** Path -> content, or `-> target` for a symbolic link. */
export type Tree = Record<string, string | Buffer>;

/** An uncompressed tar of `tree`. */
export async function tar(tree: Tree): Promise<Buffer> {
  const packer = pack();
  for (const [name, content] of Object.entries(tree)) {
    if (typeof content === 'string' && content.startsWith('-> ')) {
      packer.entry({ name, type: 'symlink', linkname: content.slice(3) });
    } else {
      packer.entry({ name }, content);
    }
  }
  packer.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of packer as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export const tgz = async (tree: Tree): Promise<Buffer> => gzipSync(await tar(tree));

export const zip = (tree: Tree): Buffer =>
  Buffer.from(
    zipSync(
      Object.fromEntries(Object.entries(tree).map(([k, v]) => [k, new Uint8Array(Buffer.from(v))])),
    ),
  );

/** libtensorflow as the official archive has it. */
export const LIBTENSORFLOW: Tree = {
  './LICENSE': 'Apache',
  './include/tensorflow/c/c_api.h': 'header',
  './lib/libtensorflow.so': '-> libtensorflow.so.2',
  './lib/libtensorflow.so.2': '-> libtensorflow.so.2.9.1',
  './lib/libtensorflow.so.2.9.1': 'library of the official place',
};

/** The binding as the official archive has it. */
export const BINDING: Tree = { 'napi-v8/tfjs_binding.node': 'runs: 2.9.1' };

const INSIDE = 'node_modules/@tensorflow/tfjs-node';

/** A small package in the shape of the one on the registry, and the digests that pin it. */
export async function registryPackage(binding = 'runs: 1.15.0'): Promise<{
  body: Buffer;
  pinned: { integrity: string; inner: { path: string; sha256: string } };
}> {
  const inner = brotliCompressSync(
    await tar({
      'index.js': '',
      [`${INSIDE}/deps/LICENSE`]: 'Apache',
      [`${INSIDE}/deps/include/tensorflow/c/c_api.h`]: 'header',
      [`${INSIDE}/deps/lib/libtensorflow.so`]: '-> libtensorflow.so.1',
      [`${INSIDE}/deps/lib/libtensorflow.so.1`]: 'library of the registry',
      [`${INSIDE}/lib/napi-v6/tfjs_binding.node`]: binding,
      [`${INSIDE}/build-tmp-napi-v6/Release/tfjs_binding.node`]: 'left over from a build',
    }),
  );
  const path = 'package/nodejs12.x-tf2.7.0.br';
  const manifest = JSON.stringify({ name: 'tfjs-node-lambda-releases', version: '1.6.1' });
  const body = await tgz({
    'package/package.json': manifest,
    'package/nodejs10.x-tf2.7.0.br': 'for an older Node',
    [path]: inner,
  });
  const sha512 = createHash('sha512').update(body).digest('base64');
  const sha256 = createHash('sha256').update(inner).digest('hex');
  return { body, pinned: { integrity: `sha512-${sha512}`, inner: { path, sha256 } } };
}
