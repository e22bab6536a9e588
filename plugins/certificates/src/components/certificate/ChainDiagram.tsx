import { Text } from '@backstage/ui';
import { CertificateVersion } from '@cmt/backstage-plugin-certificates-common';
import {
  RiFileShieldLine,
  RiGlobalLine,
  RiLinkUnlinkM,
  RiQuestionLine,
  RiShieldCheckLine,
} from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import { RelativeTime } from '../ui';
import { ChainNode, ChainNodeKind, chainNodes, shortName } from './chain';
import classes from './ChainDiagram.module.css';

const ICONS = {
  leaf: RiFileShieldLine,
  intermediate: RiShieldCheckLine,
  root: RiShieldCheckLine,
  anchor: RiGlobalLine,
  missing: RiLinkUnlinkM,
  unseen: RiQuestionLine,
  unrelated: RiLinkUnlinkM,
} satisfies Record<ChainNodeKind, unknown>;

/** The kinds of nodes that need an explanation. */
const HINTS = {
  missing: 'certificate.chain.missingHint',
  unseen: 'certificate.chain.unseenHint',
  unrelated: 'certificate.chain.unrelatedHint',
} as const;

function hasHint(kind: ChainNodeKind): kind is keyof typeof HINTS {
  return kind in HINTS;
}

/** A version's chain from the leaf to its root, with what is missing of it. */
export function ChainDiagram(props: { version: CertificateVersion }) {
  const { version } = props;
  const { t } = useCertificatesTranslation();
  const nodes = chainNodes(version);
  return (
    <>
      <ol className={classes.chain} aria-label={t('certificate.chain.label')}>
        {nodes.map((node, index) => (
          <Node
            key={index}
            node={node}
            leafEnd={version.notAfter}
            next={nodes[index + 1]}
          />
        ))}
      </ol>
      {version.chainStatus === 'self-signed' && (
        <Text as="p" color="secondary">
          {t('certificate.chain.selfSigned')}
        </Text>
      )}
    </>
  );
}

function Node(props: {
  node: ChainNode;
  leafEnd: string | null;
  next: ChainNode | undefined;
}) {
  const { node, leafEnd, next } = props;
  const { t } = useCertificatesTranslation();
  const Icon = ICONS[node.kind];
  const endsFirst =
    node.kind !== 'leaf' &&
    node.kind !== 'unrelated' &&
    node.notAfter !== null &&
    leafEnd !== null &&
    Date.parse(node.notAfter) < Date.parse(leafEnd);
  return (
    <li
      className={classes.node}
      data-kind={node.kind}
      data-broken={next?.kind === 'missing' || next?.kind === 'unrelated'}
    >
      <span className={classes.icon} aria-hidden>
        <Icon size={24} />
      </span>
      <span className={classes.box}>
        <Text variant="body-small" color="secondary">
          {t(`certificate.chain.${node.kind}`)}
        </Text>
        <Text weight="bold" title={node.subject}>
          {shortName(node.subject)}
        </Text>
        {node.notAfter && (
          <Text color={endsFirst ? 'danger' : 'secondary'}>
            {t('certificate.chain.ends')} <RelativeTime value={node.notAfter} />
            {endsFirst && ` (${t('certificate.chain.endsBefore')})`}
          </Text>
        )}
        {hasHint(node.kind) && (
          <Text color="secondary">{t(HINTS[node.kind])}</Text>
        )}
      </span>
    </li>
  );
}
