import { Card, CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import { ReactNode, useId } from 'react';
import classes from './SectionCard.module.css';

/** A card with a heading, drawn as the host draws its entity cards. */
export function SectionCard(props: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  const { title, actions, children, className } = props;
  const id = useId();
  return (
    <Card
      role="region"
      aria-labelledby={id}
      className={[classes.card, className].filter(Boolean).join(' ')}
    >
      <CardHeader>
        <Flex justify="between" align="center" gap="2">
          <Text
            id={id}
            as="h2"
            variant="title-x-small"
            weight="bold"
            className={classes.title}
          >
            {title}
          </Text>
          {actions}
        </Flex>
      </CardHeader>
      <CardBody>{children}</CardBody>
    </Card>
  );
}
