import {
  keySpecText,
  RenewalKind,
  RenewalPreview,
} from '@cmt/backstage-plugin-certificates-common';
import { Text } from '@backstage/ui';
import {
  CertificatesTranslator,
  useCertificatesTranslation,
} from '../../translation';
import { NamesDiff } from '../renewals/NamesDiff';
import classes from './renew.module.css';

function approvalText(t: CertificatesTranslator, preview: RenewalPreview) {
  const tier = t(`renewals.approval.tier.${preview.tier}`);
  return preview.tierReasons.length
    ? t('renew.preview.approvalBecause', {
        tier,
        reasons: preview.tierReasons.join(', '),
      })
    : tier;
}

function Touches(props: { preview: RenewalPreview }) {
  const { virtualServers, bindings } = props.preview;
  const { t } = useCertificatesTranslation();
  return (
    <>
      {virtualServers + bindings === 0
        ? t('renew.preview.nothingTouched')
        : [
            t('renew.preview.virtualServers', { count: virtualServers }),
            t('renew.preview.bindings', { count: bindings }),
          ].join(', ')}
    </>
  );
}

function OrderFacts(props: { preview: RenewalPreview }) {
  const { authority, keys, custody } = props.preview;
  const { t } = useCertificatesTranslation();
  return (
    <>
      <dt>{t('renew.preview.authority')}</dt>
      <dd>
        {authority ? (
          <>
            {authority.title}
            <div className={classes.quiet}>
              {authority.automatic
                ? t('renew.preview.byItself')
                : t('renew.preview.byPerson')}
            </div>
          </>
        ) : (
          t('renew.preview.noAuthority')
        )}
      </dd>
      <dt>{t('renew.preview.key')}</dt>
      <dd>
        {keys.map(keySpecText).join(', ')}
        <div className={classes.quiet}>
          {t(`renewals.facts.custodies.${custody}`)}
        </div>
      </dd>
    </>
  );
}

/** What a renewal would do: by which policy, from whom, for what, touching what. */
export function PreviewFacts(props: {
  preview: RenewalPreview;
  kind: RenewalKind;
}) {
  const { preview, kind } = props;
  const { policy, names, namesLost, namesAdded } = preview;
  const { t } = useCertificatesTranslation();
  const isSame = namesLost.length + namesAdded.length === 0;
  return (
    <dl className={classes.facts}>
      <dt>{t('renew.preview.policy')}</dt>
      <dd>
        {policy.policy?.name ?? t('renew.preview.noPolicy')}
        <div className={classes.quiet}>{policy.because}</div>
      </dd>
      {kind !== 'redeploy' && <OrderFacts preview={preview} />}
      <dt>{t('renew.preview.names')}</dt>
      <dd>
        {isSame && kind !== 'request' ? (
          <Text title={names.join('\n')}>
            {t('renew.preview.sameNames', { count: names.length })}
          </Text>
        ) : (
          <NamesDiff
            names={names}
            lost={namesLost}
            added={kind === 'request' ? [] : namesAdded}
          />
        )}
      </dd>
      <dt>{t('renew.preview.approval')}</dt>
      <dd>{approvalText(t, preview)}</dd>
      <dt>{t('renew.preview.touches')}</dt>
      <dd>
        <Touches preview={preview} />
      </dd>
    </dl>
  );
}
