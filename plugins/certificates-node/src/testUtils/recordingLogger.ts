import { LoggerService } from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';

/**
 * A logger that keeps what it is told, so that a test can look for what should
 * not be there.
 *
 * @public
 */
export class RecordingLogger implements LoggerService {
  readonly lines: { level: string; message: string; meta: unknown }[] = [];

  error(message: string, meta?: Error | JsonObject): void {
    this.lines.push({ level: 'error', message, meta });
  }
  warn(message: string, meta?: Error | JsonObject): void {
    this.lines.push({ level: 'warn', message, meta });
  }
  info(message: string, meta?: Error | JsonObject): void {
    this.lines.push({ level: 'info', message, meta });
  }
  debug(message: string, meta?: Error | JsonObject): void {
    this.lines.push({ level: 'debug', message, meta });
  }
  child(): LoggerService {
    return this;
  }
}
