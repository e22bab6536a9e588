import { Button, Text, VisuallyHidden } from '@backstage/ui';
import { RiArrowLeftLine } from '@remixicon/react';
import { createContext, ReactNode, useContext, useEffect, useRef } from 'react';
import { useCertificatesTranslation } from '../../translation';
import classes from './deploy.module.css';
import { WIZARD_STEPS, WizardStep } from './wizard';

/** Whether a step that opens takes the focus: not the one that the page begins with. */
export const StepFocusContext = createContext(true);

/** A step with its heading, which is focused when it opens, and its buttons. */
export function StepFrame(props: {
  step: WizardStep;
  title: string;
  onBack?: () => void;
  /** What leads on. */
  actions?: ReactNode;
  /** Why it does not go on, said aloud when it appears. */
  complaint?: string;
  children: ReactNode;
}) {
  const { step, title, onBack, actions, complaint, children } = props;
  const takesFocus = useContext(StepFocusContext);
  const { t } = useCertificatesTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) {
      heading.current?.focus();
    }
  }, [takesFocus]);
  return (
    <section className={classes.step}>
      <h2 ref={heading} tabIndex={-1} className={classes.heading}>
        <VisuallyHidden>
          {t('deploy.stepOf', {
            number: String(WIZARD_STEPS.indexOf(step) + 1),
            total: String(WIZARD_STEPS.length),
            step: t(`deploy.step.${step}`),
          })}
          {': '}
        </VisuallyHidden>
        <Text as="span" variant="title-small">
          {title}
        </Text>
      </h2>
      {children}
      <div role="alert">
        {complaint && <Text className={classes.complaint}>{complaint}</Text>}
      </div>
      <div className={classes.buttons}>
        {onBack ? (
          <Button
            variant="secondary"
            iconStart={<RiArrowLeftLine />}
            onPress={onBack}
          >
            {t('deploy.back')}
          </Button>
        ) : (
          <span />
        )}
        {actions}
      </div>
    </section>
  );
}
