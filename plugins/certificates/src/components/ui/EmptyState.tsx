import { Flex, Text } from '@backstage/ui';
import { RiShieldCheckLine } from '@remixicon/react';
import { ReactElement, ReactNode } from 'react';
import classes from './states.module.css';

/** Says that there is nothing to show, why, and what to do next. */
export function EmptyState(props: {
  title: string;
  description?: ReactNode;
  action?: ReactNode;
  icon?: ReactElement;
}) {
  const { title, description, action, icon } = props;
  return (
    <Flex
      className={classes.centered}
      direction="column"
      align="center"
      gap="2"
      p="6"
    >
      <span className={classes.bigIcon} aria-hidden>
        {icon ?? <RiShieldCheckLine size={32} />}
      </span>
      <Text as="p" variant="title-x-small" weight="bold">
        {title}
      </Text>
      {description && (
        <Text as="p" color="secondary" className={classes.description}>
          {description}
        </Text>
      )}
      {action}
    </Flex>
  );
}
