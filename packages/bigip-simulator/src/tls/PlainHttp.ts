import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What a virtual server answers. */
export interface PlainAnswer {
  status: number;
  body: string;
}

/** @param path - without the query */
export type PlainResponder = (path: string) => PlainAnswer;

/** Speaks HTTP on connections that others have accepted: one request on each. */
export class PlainHttp {
  readonly #responders = new WeakMap<object, PlainResponder>();
  readonly #server = createServer((request, response) =>
    this.#answer(request, response),
  );

  /** Answers what a client asks for on a connection. */
  serve(socket: Socket, responder: PlainResponder): void {
    this.#responders.set(socket, responder);
    this.#server.emit('connection', socket);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const [path] = (request.url ?? '/').split('?');
    const answer = this.#responders.get(request.socket)?.(path);
    response.writeHead(answer?.status ?? 503, {
      'Content-Type': 'text/plain',
      Connection: 'close',
    });
    response.end(answer?.body);
  }
}
