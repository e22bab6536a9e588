import { createHash } from 'node:crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { Knex } from 'knex';
import { CertificatesConfig } from '../config';
import { chunk } from '../database';
import { Message, toMessages } from './messages';
import { findNotices, Notice } from './notices';
import { callWebhooks } from './webhooks';

const DAY = 24 * 3_600_000;

/** How long it is remembered what people were told. */
const KEPT_MS = 400 * DAY;

/** How long nobody is told anything after that could not be done. */
const PAUSE_MS = 15 * 60_000;

/** How long news are gathered. */
const SOON_MS = 5_000;

const LIST_VALUES = 500;

/**
 * Tells people what they have to know: one message for each reader and kind,
 * nothing twice. What cannot be told holds nothing up; it is told later.
 */
export class TellingService {
  readonly #options: {
    knex: Knex;
    config: CertificatesConfig['notifications'];
    notifications: NotificationService;
    platformGroup: string | undefined;
    appUrl: string;
    logger: LoggerService;
    clock: () => number;
    fetch?: typeof fetch;
  };
  #pausedUntil = 0;
  #timer?: NodeJS.Timeout;

  constructor(options: {
    knex: Knex;
    config: CertificatesConfig['notifications'];
    notifications: NotificationService;
    platformGroup: string | undefined;
    /** Of the portal, without a final slash. */
    appUrl: string;
    logger: LoggerService;
    clock: () => number;
    fetch?: typeof fetch;
  }) {
    this.#options = options;
  }

  /** Looks for news in a moment, so that what belongs together is told together. */
  soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.run(new AbortController().signal).catch(error =>
        this.#options.logger.warn(
          `News about certificates could not be told, the next look tries again: ${stringifyError(
            error,
          )}`,
        ),
      );
    }, SOON_MS).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Tells what is new. Safe at any time, on any replica. */
  async run(signal: AbortSignal): Promise<void> {
    const { knex, config, platformGroup, clock } = this.#options;
    const now = clock();
    if (!config.enabled || now < this.#pausedUntil) {
      return;
    }
    const news: Notice[] = [];
    for await (const notices of findNotices({ knex, platformGroup, now })) {
      signal.throwIfAborted();
      news.push(...(await this.#untold(notices)));
    }
    const messages = toMessages(news);
    for (const message of messages) {
      signal.throwIfAborted();
      const notices = news.filter(
        notice =>
          notice.recipient === message.recipient &&
          notice.kind === message.kind,
      );
      if (await this.#claim(notices)) {
        await this.#tell(message, notices);
      }
      if (clock() < this.#pausedUntil) {
        return;
      }
    }
    await knex('told')
      .where('told_at', '<', now - KEPT_MS)
      .delete();
  }

  async #tell(message: Message, notices: readonly Notice[]): Promise<void> {
    const { knex, config, notifications, appUrl, logger, clock } =
      this.#options;
    try {
      await notifications.send({
        recipients: { type: 'entity', entityRef: message.recipient },
        payload: {
          title: message.title,
          description: message.description,
          link: message.link,
          severity: message.severity,
          topic: `certificates:${message.kind}`,
        },
      });
    } catch (error) {
      logger.warn(
        `People could not be told about certificates, tried again in ${
          PAUSE_MS / 60_000
        } minutes: ${stringifyError(error)}`,
      );
      this.#pausedUntil = clock() + PAUSE_MS;
      for (const part of chunk(notices.map(keyOf), LIST_VALUES)) {
        await knex('told').whereIn('key', part).delete();
      }
      return;
    }
    await callWebhooks({
      webhooks: config.webhooks,
      message,
      appUrl,
      logger,
      ...(this.#options.fetch && { fetch: this.#options.fetch }),
    });
  }

  async #untold(notices: readonly Notice[]): Promise<Notice[]> {
    const told = new Set<string>();
    for (const part of chunk(notices.map(keyOf), LIST_VALUES)) {
      const rows = await this.#options
        .knex('told')
        .whereIn('key', part)
        .pluck<string[]>('key');
      rows.forEach(key => told.add(key));
    }
    return notices.filter(notice => !told.has(keyOf(notice)));
  }

  /** Notes that it is told; of replicas that look at the same time one tells. */
  async #claim(notices: readonly Notice[]): Promise<boolean> {
    const { knex, clock } = this.#options;
    let isOurs = false;
    for (const part of chunk(notices, 100)) {
      const inserted: unknown = await knex('told')
        .insert(part.map(notice => ({ key: keyOf(notice), told_at: clock() })))
        .onConflict('key')
        .ignore()
        .returning('key');
      isOurs ||= Array.isArray(inserted) && inserted.length > 0;
    }
    return isOurs;
  }
}

function keyOf({ key, recipient }: Notice): string {
  return createHash('sha256').update(`${recipient}\n${key}`).digest('hex');
}
