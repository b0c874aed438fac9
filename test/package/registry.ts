import { join } from "node:path";
import { root } from "../support/app-forms.ts";

/** A registry of packages on this machine: what this repository has installed, and tarballs. It needs no network. */
export interface LocalRegistry extends AsyncDisposable {
  readonly url: URL;
}

/** What a registry tells of a package, as far as an installer asks. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly [member: string]: unknown;
}

/** Serves packages from `node_modules`, and this tarball of Bunsen. */
export function startRegistry(tarball: string): LocalRegistry {
  const server: Bun.Server<undefined> = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request): Promise<Response> {
      const [name = "", isTarball] = decodeURIComponent(new URL(request.url).pathname.slice(1)).split("/-/");
      const found = name === "bunsen" ? await packed(tarball) : await installed(name);
      if (found === undefined) return new Response("{}", { status: 404 });
      if (isTarball !== undefined) return new Response(await found.pack());
      return Response.json(describe(found.manifest, new URL(`/${name}/-/it.tgz`, server.url)));
    },
  });
  return { url: server.url, [Symbol.asyncDispose]: () => server.stop(true) };
}

interface Package {
  readonly manifest: Manifest;
  pack(): Promise<Uint8Array<ArrayBuffer>>;
}

async function packed(tarball: string): Promise<Package> {
  const bytes = await Bun.file(tarball).bytes();
  const files = await new Bun.Archive(bytes).files();
  const manifest = JSON.parse((await files.get("package/package.json")?.text()) ?? "{}") as Manifest;
  return { manifest, pack: async () => bytes };
}

async function installed(name: string): Promise<Package | undefined> {
  // It has nothing but a reference to the other, which is here.
  if (name === "@types/bun") return typesOfBun();
  const directory = join(root, "node_modules", name);
  const file = Bun.file(join(directory, "package.json"));
  if (!(await file.exists())) return undefined;
  const pack = async (): Promise<Uint8Array<ArrayBuffer>> => {
    const names = [...new Bun.Glob("**/*").scanSync({ cwd: directory })];
    const contents = names.map(
      async (path) => [`package/${path}`, await Bun.file(join(directory, path)).bytes()] as const,
    );
    return gzipped(Object.fromEntries(await Promise.all(contents)));
  };
  return { manifest: (await file.json()) as Manifest, pack };
}

async function typesOfBun(): Promise<Package> {
  const { version } = (await Bun.file(join(root, "node_modules/bun-types/package.json")).json()) as Manifest;
  const manifest = {
    name: "@types/bun",
    version,
    types: "index.d.ts",
    dependencies: { "bun-types": version },
  };
  const files = {
    "package/package.json": JSON.stringify(manifest),
    "package/index.d.ts": '/// <reference types="bun-types" />\n',
  };
  return { manifest, pack: () => gzipped(files) };
}

/** Time is of no use to compress what is read once. */
const gzipped = (files: Record<string, string | Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> =>
  new Bun.Archive(files, { compress: "gzip", level: 1 }).bytes();

function describe(manifest: Manifest, tarball: URL): object {
  const { name, version } = manifest;
  const { devDependencies: _, scripts: __, ...rest } = manifest;
  return {
    name,
    "dist-tags": { latest: version },
    versions: { [version]: { ...rest, dist: { tarball: tarball.href } } },
  };
}
