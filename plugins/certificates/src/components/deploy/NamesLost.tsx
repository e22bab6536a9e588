import { Alert, Checkbox } from '@backstage/ui';
import { useCertificatesTranslation } from '../../translation';

/** Names that the new version lacks, with the yes that this needs. */
export function NamesLost(props: {
  /** May be empty where only the backend knows them. */
  names: readonly string[];
  isAccepted: boolean;
  onChange: (isAccepted: boolean) => void;
}) {
  const { names, isAccepted, onChange } = props;
  const { t } = useCertificatesTranslation();
  return (
    <Alert
      role="group"
      status="warning"
      icon
      title={
        names.length
          ? t('deploy.material.namesLost', { names: names.join(', ') })
          : t('deploy.plan.consent.names-lost')
      }
      description={
        <>
          {t('deploy.material.namesLostHint')}
          <Checkbox isSelected={isAccepted} onChange={onChange}>
            {t('deploy.material.acceptNamesLost')}
          </Checkbox>
        </>
      }
    />
  );
}
