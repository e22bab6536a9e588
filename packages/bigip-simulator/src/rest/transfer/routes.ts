import express, { Router } from 'express';
import { BULK, DeviceFiles } from '../../device/DeviceFiles';
import { FrameworkError } from '../errors';
import { parseContentRange, Uploads } from './Uploads';

const UPLOADS = '/mgmt/shared/file-transfer/uploads';

/** Far above what certificates need; clients send chunks of up to 7 MiB. */
const MAX_CHUNK = '64mb';

/** Names that are one segment of a path; anything else could point elsewhere. */
function checkedName(name: string): string {
  if (!/^[^/\\\0]+$/.test(name) || name === '.' || name === '..')
    throw new FrameworkError(400, `Invalid file name: ${name}`);
  return name;
}

/** Reads the raw body of uploads, before anybody takes it for JSON. */
export function uploadBody() {
  return express.raw({ type: () => true, limit: MAX_CHUNK });
}

/** `/mgmt/shared/file-transfer`: files in, and from one folder out again. */
export function transferRoutes(options: {
  files: DeviceFiles;
  now: () => Date;
}): Router {
  const { files, now } = options;
  const uploads = new Uploads(files);
  const router = Router();

  router.post(`${UPLOADS}/:name`, (request, response) => {
    const body: unknown = request.body;
    const header = request.get('Content-Range');
    const progress = uploads.add(
      checkedName(request.params.name),
      Buffer.isBuffer(body) ? body : Buffer.alloc(0),
      header === undefined ? undefined : parseContentRange(header),
    );
    response.json({
      ...progress,
      generation: 0,
      lastUpdateMicros: now().getTime() * 1000,
    });
  });

  router.get('/mgmt/shared/file-transfer/bulk/:name', (request, response) => {
    const name = checkedName(request.params.name);
    const content = files.read(`${BULK}/${name}`);
    if (!content)
      throw new FrameworkError(
        404,
        `java.io.FileNotFoundException: File ${BULK}/${name} does not exist`,
      );
    const size = content.length;
    // Clients ask with a *request* header Content-Range and probe for the size.
    const asked = /^(\d+)-(\d+)\/(\d+)$/.exec(
      request.get('Content-Range') ?? `0-${size - 1}/${size}`,
    );
    const [start, end] = (asked ?? []).slice(1).map(Number);
    response.set('Content-Range', `${start ?? 0}-${size - 1}/${size}`);
    if (!asked || start > end || end >= size)
      throw new FrameworkError(
        400,
        `Requested range ${request.get(
          'Content-Range',
        )} is outside of the file of ${size} bytes`,
      );
    response
      .set('Content-Range', `${start}-${end}/${size}`)
      .type('application/octet-stream')
      .send(content.subarray(start, end + 1));
  });
  return router;
}
