import { Button, ButtonIcon } from '@backstage/ui';
import { RiArrowDownSLine, RiArrowRightSLine } from '@remixicon/react';
import { ReactNode, useId, useState } from 'react';
import classes from './Disclosure.module.css';

/** A heading that shows or hides what is below it. */
export function Disclosure(props: {
  /** Beside the arrow; a text is part of the button. */
  heading: ReactNode;
  /** Names of the button. */
  expandLabel: string;
  collapseLabel: string;
  isInitiallyOpen?: boolean;
  children: ReactNode;
}) {
  const { heading } = props;
  const [isOpen, setIsOpen] = useState(props.isInitiallyOpen ?? false);
  const id = useId();
  const arrow = isOpen ? <RiArrowDownSLine /> : <RiArrowRightSLine />;
  const button = {
    size: 'small',
    variant: 'tertiary',
    'aria-expanded': isOpen,
    'aria-controls': isOpen ? id : undefined,
    'aria-label': isOpen ? props.collapseLabel : props.expandLabel,
    onPress: () => setIsOpen(!isOpen),
  } as const;
  return (
    <div className={classes.root}>
      <div className={classes.line}>
        {typeof heading === 'string' ? (
          <Button {...button} iconStart={arrow}>
            {heading}
          </Button>
        ) : (
          <>
            <ButtonIcon {...button} icon={arrow} />
            <div className={classes.heading}>{heading}</div>
          </>
        )}
      </div>
      {isOpen && (
        <div id={id} className={classes.content}>
          {props.children}
        </div>
      )}
    </div>
  );
}
