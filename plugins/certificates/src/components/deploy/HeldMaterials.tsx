import { Radio, RadioGroup, Text } from '@backstage/ui';
import { Material } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { EmptyState, ErrorState, formatDay, LoadingState } from '../ui';
import { RiKey2Line } from '@remixicon/react';
import { RequestState } from '../../hooks';

/** The versions that are held with their key, to choose one. */
export function HeldMaterials(props: {
  materials: RequestState<Material[]>;
  chosen: Material | null;
  onChoose: (material: Material) => void;
}) {
  const { materials, chosen, onChoose } = props;
  const { t } = useCertificatesTranslation();
  if (materials.error && !materials.value) {
    return (
      <ErrorState
        title={t('deploy.material.heldLoadFailed')}
        error={materials.error}
        onRetry={materials.retry}
      />
    );
  }
  if (!materials.value) {
    return <LoadingState lines={2} />;
  }
  // One that was kept a moment ago may not be in the list that was read before.
  const list = [
    ...(chosen && !materials.value.some(m => m.id === chosen.id)
      ? [chosen]
      : []),
    ...materials.value,
  ];
  if (!list.length) {
    return (
      <EmptyState
        icon={<RiKey2Line size={32} />}
        title={t('deploy.material.heldNone')}
        description={t('deploy.material.heldNoneText')}
      />
    );
  }
  return (
    <RadioGroup
      label={t('deploy.material.choose')}
      value={chosen?.id ?? null}
      onChange={id => {
        const material = list.find(m => m.id === id);
        if (material) {
          onChoose(material);
        }
      }}
    >
      {list.map(material => (
        <Radio
          key={material.id}
          value={material.id}
          isDisabled={!material.hasKey}
        >
          <span>
            <Text weight="bold">{material.names[0] ?? material.subject}</Text>{' '}
            <Text color="secondary">
              {[
                t('deploy.names', { count: material.names.length }),
                `${t('deploy.material.ends')} ${formatDay(material.notAfter)}`,
                `${t('deploy.material.brought')} ${formatDay(
                  material.createdAt,
                )}`,
                material.fingerprint.slice(0, 12),
                !material.hasKey && t('deploy.material.noKey'),
              ]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          </span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
