import { DeviceFiles, DOWNLOADS } from '../../device/DeviceFiles';
import { FrameworkError } from '../errors';

/** Largest body without a `Content-Range`, in bytes. */
export const MAX_WHOLE_BYTES = 1024 * 1024;

/** Part of a file: `start-end/total`, both ends included. */
export interface ChunkRange {
  start: number;
  end: number;
  total: number;
}

/** Progress of one upload as a device tells it. */
export interface UploadProgress {
  remainingByteCount: number;
  /** Bytes of each chunk by its start. */
  usedChunks: Record<string, number>;
  totalByteCount: number;
  localFilePath: string;
  temporaryFilePath: string;
}

interface Upload {
  total: number;
  content: Buffer;
  chunks: Map<number, number>;
}

/** @throws FrameworkError 400 when it is no range */
export function parseContentRange(header: string): ChunkRange {
  // A device takes the form without "bytes"; proper HTTP has it.
  const match = /^(?:bytes\s+)?(\d+)-(\d+)\/(\d+)$/.exec(header.trim());
  const [start, end, total] = (match ?? []).slice(1).map(Number);
  if (!match || end < start || end >= total)
    throw new FrameworkError(400, `Invalid Content-Range header: ${header}`);
  return { start, end, total };
}

/**
 * Files on their way in. Chunks are kept by the name of the file alone, so two
 * uploads of one name at a time spoil each other, as on a device.
 */
export class Uploads {
  readonly #running = new Map<string, Upload>();

  constructor(private readonly files: DeviceFiles) {}

  /**
   * Takes one chunk; the file appears with the last one and takes the place of
   * an earlier one of its name.
   *
   * @throws FrameworkError 400 when the chunk does not fit
   */
  add(name: string, body: Buffer, range: ChunkRange | undefined) {
    if (!range && body.length > MAX_WHOLE_BYTES)
      throw new FrameworkError(
        400,
        `The file is larger than ${MAX_WHOLE_BYTES} bytes: a Content-Range header is required`,
      );
    const { start, end, total } = range ?? {
      start: 0,
      end: body.length - 1,
      total: body.length,
    };
    if (end - start + 1 !== body.length)
      throw new FrameworkError(
        400,
        `Chunk byte count ${
          end - start + 1
        } in Content-Range header different from received buffer length ${
          body.length
        }`,
      );
    const upload = this.#uploadFor(name, start, total);
    body.copy(upload.content, start);
    upload.chunks.set(start, body.length);
    return this.#progress(name, upload);
  }

  /** A first chunk starts anew, whatever was there before. */
  #uploadFor(name: string, start: number, total: number): Upload {
    const running = this.#running.get(name);
    if (start > 0 && running?.total === total) return running;
    if (start > 0) {
      this.#running.delete(name);
      throw new FrameworkError(
        400,
        `Chunk at ${start} of ${name} does not belong to an upload in progress`,
      );
    }
    const upload = {
      total,
      content: Buffer.alloc(total),
      chunks: new Map<number, number>(),
    };
    this.#running.set(name, upload);
    return upload;
  }

  #progress(name: string, { total, content, chunks }: Upload): UploadProgress {
    // Chunks that overlap are counted in full, and accepted.
    const received = [...chunks.values()].reduce((sum, size) => sum + size, 0);
    const reachesEnd = [...chunks].some(
      ([start, size]) => start + size === total,
    );
    const path = `${DOWNLOADS}/${name}`;
    const temporary = `${DOWNLOADS}/tmp/${name}`;
    if (reachesEnd && received >= total) {
      this.#running.delete(name);
      this.files.remove(temporary);
      this.files.write(path, content);
    } else {
      this.files.write(temporary, content);
    }
    return {
      remainingByteCount: Math.max(0, total - received),
      usedChunks: Object.fromEntries(chunks),
      totalByteCount: total,
      localFilePath: path,
      temporaryFilePath: temporary,
    };
  }
}
