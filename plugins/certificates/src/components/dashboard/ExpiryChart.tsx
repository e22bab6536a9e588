import { ExpiryBucket } from '@cmt/backstage-plugin-certificates-common';
import { KeyboardEvent, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import {
  Bar,
  BarChart,
  CartesianGrid,
  Cell,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts';
import { useInventoryLink } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { useNow } from '../ui';
import classes from './dashboard.module.css';
import { formatWeekDay, urgencyOfWeek } from './weeks';

const HEIGHT = 150;
const MARGIN = { top: 8, right: 0, bottom: 0, left: 0 };
const Y_AXIS_WIDTH = 32;
const X_AXIS_HEIGHT = 22;

/**
 * The weeks as bars. A bar is drawn by the chart; the button over it, as high as
 * the chart, makes the week reachable: by pointer, by Tab and the arrow keys,
 * and for screen readers, which hear the week and its number.
 */
export function ExpiryChart(props: { expiries: readonly ExpiryBucket[] }) {
  const { expiries } = props;
  const { t } = useCertificatesTranslation();
  const now = useNow();
  const navigate = useNavigate();
  const inventoryLink = useInventoryLink();
  const [focused, setFocused] = useState(0);
  const [active, setActive] = useState<number>();
  const buttons = useRef<(HTMLButtonElement | null)[]>([]);

  const open = ({ start, end }: ExpiryBucket) =>
    navigate(inventoryLink({ expiresFrom: start, expiresBefore: end }));

  const move = (event: KeyboardEvent, index: number) => {
    const target = {
      ArrowLeft: index - 1,
      ArrowRight: index + 1,
      Home: 0,
      End: expiries.length - 1,
    }[event.key];
    if (target === undefined || !expiries[target]) {
      return;
    }
    event.preventDefault();
    setFocused(target);
    buttons.current[target]?.focus();
  };

  const shown = active === undefined ? undefined : expiries[active];
  return (
    <div className={classes.chart}>
      <div aria-hidden>
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <BarChart data={[...expiries]} margin={MARGIN} barCategoryGap="20%">
            <CartesianGrid vertical={false} stroke="var(--bui-border-1)" />
            <XAxis
              dataKey="start"
              height={X_AXIS_HEIGHT}
              tickFormatter={formatWeekDay}
              interval="preserveStartEnd"
              minTickGap={24}
              tickLine={false}
              axisLine={{ stroke: 'var(--bui-border-1)' }}
              tick={{ fill: 'var(--bui-fg-secondary)', fontSize: 12 }}
            />
            <YAxis
              width={Y_AXIS_WIDTH}
              allowDecimals={false}
              tickLine={false}
              axisLine={false}
              tickCount={4}
              tick={{ fill: 'var(--bui-fg-secondary)', fontSize: 12 }}
            />
            <Bar
              dataKey="count"
              isAnimationActive={false}
              radius={[2, 2, 0, 0]}
            >
              {expiries.map((bucket, index) => (
                <Cell
                  key={bucket.start}
                  className={classes.bar}
                  data-urgency={urgencyOfWeek(bucket.start, now)}
                  data-active={index === active}
                />
              ))}
            </Bar>
          </BarChart>
        </ResponsiveContainer>
      </div>
      <div
        className={classes.weeks}
        role="toolbar"
        aria-label={t('dashboard.expiries.chart')}
        style={{
          left: MARGIN.left + Y_AXIS_WIDTH,
          right: MARGIN.right,
          top: MARGIN.top,
          height: HEIGHT - MARGIN.top - MARGIN.bottom - X_AXIS_HEIGHT,
        }}
        onPointerLeave={() => setActive(undefined)}
        onBlur={() => setActive(undefined)}
      >
        {expiries.map((bucket, index) => (
          <button
            key={bucket.start}
            ref={element => {
              buttons.current[index] = element;
            }}
            type="button"
            className={classes.week}
            tabIndex={index === focused ? 0 : -1}
            aria-label={t('dashboard.expiries.week', {
              count: bucket.count,
              day: formatWeekDay(bucket.start),
            })}
            aria-disabled={bucket.count === 0}
            onClick={() => bucket.count > 0 && open(bucket)}
            onFocus={() => {
              setFocused(index);
              setActive(index);
            }}
            onPointerEnter={() => setActive(index)}
            onKeyDown={event => move(event, index)}
          />
        ))}
      </div>
      <p className={classes.chartHint} aria-hidden>
        {shown ? (
          <>
            <strong>
              {t('dashboard.expiries.weekOf', {
                day: formatWeekDay(shown.start),
              })}
            </strong>{' '}
            {t('dashboard.expiries.tooltip', { count: shown.count })}
          </>
        ) : (
          t('dashboard.expiries.hint')
        )}
      </p>
      <ExpiryTable expiries={expiries} />
    </div>
  );
}

/** The numbers of the chart for people who cannot see it. */
function ExpiryTable(props: { expiries: readonly ExpiryBucket[] }) {
  const { t } = useCertificatesTranslation();
  return (
    <table className={classes.visuallyHidden}>
      <caption>{t('dashboard.expiries.chart')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('dashboard.expiries.tableWeek')}</th>
          <th scope="col">{t('dashboard.expiries.certificates')}</th>
        </tr>
      </thead>
      <tbody>
        {props.expiries
          .filter(({ count }) => count > 0)
          .map(({ start, count }) => (
            <tr key={start}>
              <th scope="row">{formatWeekDay(start)}</th>
              <td>{count}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
