import { Text } from '@backstage/ui';
import { Entity } from '@backstage/catalog-model';
import { ANNOTATION_HOST_NAMES } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { CopyButton } from '../ui/CopyButton';
import { isDeviceEntity } from './conditions';
import classes from './LinkHint.module.css';

/** The kinds that an annotation links certificates to directly. */
const ANNOTATED_KINDS = ['component', 'api', 'resource'];

/** A kind as a word in a sentence: `component`, `API`. */
export function kindWord(entity: Entity): string {
  const kind = entity.kind.toLowerCase();
  return kind === 'api' ? 'API' : kind;
}

/** What to write into an entity's file to link certificates to it. */
export function annotationExample(entity: Entity): string {
  return [
    'metadata:',
    '  annotations:',
    `    ${ANNOTATION_HOST_NAMES}: ${entity.metadata.name}.example.com`,
  ].join('\n');
}

/** Says that an entity has no certificates, and how it gets some. */
export function LinkHint(props: {
  entity: Entity;
  /** Shows the example at once, where there is room. */
  isOpen?: boolean;
}) {
  const { entity, isOpen } = props;
  const { t } = useCertificatesTranslation();
  const kind = kindWord(entity);

  if (isDeviceEntity(entity)) {
    return (
      <Text as="p" color="secondary">
        {t('entity.empty.device')}
      </Text>
    );
  }
  const example = annotationExample(entity);
  return (
    <div className={classes.hint}>
      <Text as="p">{t('entity.empty.title', { kind })}</Text>
      {ANNOTATED_KINDS.includes(entity.kind.toLowerCase()) ? (
        <details className={classes.how} open={isOpen}>
          <summary>{t('entity.empty.showHow')}</summary>
          <div className={classes.howBody}>
            <span>{t('entity.empty.how', { kind })}</span>
            <div className={classes.code}>
              <pre>{example}</pre>
              <CopyButton text={example} what={t('entity.empty.copyWhat')} />
            </div>
            <span>{t('entity.empty.automatic')}</span>
          </div>
        </details>
      ) : (
        <Text as="p" color="secondary">
          {t(
            ['group', 'user'].includes(kind)
              ? 'entity.empty.ownership'
              : 'entity.empty.parts',
            { kind },
          )}
        </Text>
      )}
    </div>
  );
}
