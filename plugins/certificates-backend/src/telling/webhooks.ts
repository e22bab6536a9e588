import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { CertificatesConfig } from '../config';
import { Message } from './messages';

type Webhook = CertificatesConfig['notifications']['webhooks'][number];

/** Time limit of one call. */
const TIMEOUT_MS = 10_000;

/** Items that one call lists. */
const MAX_ITEMS = 100;

const BODIES: Record<
  Webhook['format'],
  (message: Message, appUrl: string) => object
> = {
  json: (message, appUrl) => ({
    kind: message.kind,
    recipient: message.recipient,
    severity: message.severity,
    title: message.title,
    text: message.description,
    link: `${appUrl}${message.link}`,
    items: message.items.slice(0, MAX_ITEMS).map(item => ({
      ...item,
      link: `${appUrl}${item.link}`,
    })),
  }),
  slack: (message, appUrl) => ({
    text: `*${message.title}* (${message.recipient})\n${message.description}\n${appUrl}${message.link}`,
  }),
  teams: (message, appUrl) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            {
              type: 'TextBlock',
              weight: 'bolder',
              wrap: true,
              text: message.title,
            },
            {
              type: 'TextBlock',
              wrap: true,
              text: `${message.recipient}\n\n${message.description.replace(
                /\n/g,
                '\n\n',
              )}`,
            },
          ],
          actions: [
            {
              type: 'Action.OpenUrl',
              title: 'Open',
              url: `${appUrl}${message.link}`,
            },
          ],
        },
      },
    ],
  }),
};

/**
 * Tells other systems what people are told. Never rejects: who does not listen
 * holds nobody up. Addresses may hold secrets and are in no log.
 *
 * @internal
 */
export async function callWebhooks(options: {
  webhooks: readonly Webhook[];
  message: Message;
  /** Of the portal, without a final slash. */
  appUrl: string;
  logger: LoggerService;
  fetch?: typeof fetch;
}): Promise<void> {
  const { webhooks, message, appUrl, logger } = options;
  const call = options.fetch ?? fetch;
  await Promise.all(
    webhooks.map(async ({ url, headers, format }, index) => {
      try {
        const response = await call(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(BODIES[format](message, appUrl)),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        if (!response.ok) {
          logger.warn(
            `Webhook ${
              index + 1
            } of certificates.notifications answered with status ${
              response.status
            }`,
          );
        }
      } catch (error) {
        const text = stringifyError(error).split(url).join('its address');
        logger.warn(
          `Webhook ${
            index + 1
          } of certificates.notifications could not be called: ${text}`,
        );
      }
    }),
  );
}
