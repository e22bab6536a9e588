import { ButtonIcon } from '@backstage/ui';
import { RiArrowDownSLine, RiArrowRightSLine } from '@remixicon/react';
import { ReactNode, useId, useState } from 'react';
import classes from './Disclosure.module.css';

/** A heading that shows or hides what is below it. */
export function Disclosure(props: {
  /** Beside the arrow. */
  heading: ReactNode;
  /** Names of the arrow's button. */
  expandLabel: string;
  collapseLabel: string;
  isInitiallyOpen?: boolean;
  children: ReactNode;
}) {
  const [isOpen, setIsOpen] = useState(props.isInitiallyOpen ?? false);
  const id = useId();
  return (
    <div className={classes.root}>
      <div className={classes.line}>
        <ButtonIcon
          size="small"
          variant="tertiary"
          icon={isOpen ? <RiArrowDownSLine /> : <RiArrowRightSLine />}
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          aria-label={isOpen ? props.collapseLabel : props.expandLabel}
          onPress={() => setIsOpen(!isOpen)}
        />
        <div className={classes.heading}>{props.heading}</div>
      </div>
      {isOpen && (
        <div id={id} className={classes.content}>
          {props.children}
        </div>
      )}
    </div>
  );
}
