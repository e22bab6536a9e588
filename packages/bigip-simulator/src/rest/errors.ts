/**
 * Errors as a BIG-IP words them. Two daemons answer with two envelopes, and the
 * web server in front of them answers in HTML.
 */
export abstract class RestError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** From the configuration daemon: `{code, message, errorStack, apiError}`. */
export class McpdError extends RestError {
  constructor(status: number, message: string, readonly apiError = 1) {
    super(status, message);
  }

  /** The body of a request is wrong before it reaches the configuration. */
  static schema(message: string): McpdError {
    return new McpdError(400, message, 26214401);
  }

  /** An object of that name is there already. */
  static exists(label: string, fullPath: string): McpdError {
    const partition = /^\/([^/]+)\//.exec(fullPath)?.[1] ?? 'Common';
    return new McpdError(
      409,
      `01020066:3: The requested ${label} (${fullPath}) already exists in partition ${partition}.`,
      3,
    );
  }

  /** The object that a URL names does not exist. */
  static notFound(label: string, fullPath: string): McpdError {
    return new McpdError(
      404,
      `01020036:3: The requested ${label} (${fullPath}) was not found.`,
      3,
    );
  }
}

/** From the REST framework: `{code, message, referer, restOperationId, kind}`. */
export class FrameworkError extends RestError {
  /** Nobody serves that path, or the service is not up yet. */
  static notRegistered(path: string): FrameworkError {
    return new FrameworkError(404, `Public URI path not registered: ${path}`);
  }
}

/** From the web server: an HTML page. */
export class PageError extends RestError {
  constructor(
    status: number,
    /** Reason phrase of the status line. */
    readonly reason: string,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(status, message);
  }
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

export function errorPage(error: {
  status: number;
  reason: string;
  message: string;
}): string {
  const escape = (text: string) => text.replace(/[&<>"]/g, c => ESCAPES[c]);
  return [
    '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">',
    '<html><head>',
    `<title>${error.status} ${escape(error.reason)}</title>`,
    '</head><body>',
    `<h1>${escape(error.reason)}</h1>`,
    `<p>${escape(error.message)}</p>`,
    '</body></html>',
    '',
  ].join('\n');
}
