/** What a chart shows; the table beside it shows the same. */
export interface ChartData {
  /** share: parts of a whole; bars: one figure or several for each name; trend: figures over time; radar: figures of one kind on the same scale. */
  kind: 'share' | 'bars' | 'trend' | 'radar';
  names: string[];
  series: { name: string; values: (number | null)[] }[];
  /** Bars that add up. */
  stacked?: boolean;
  /** The end of the scale, where it is known. */
  most?: number;
  unit?: string;
}

// Tokens of ui/tokens.css in an order in which neighbours differ in lightness too; patterns (decals) carry the rest.
const colours = ['#14539f', '#d08a1d', '#1b7340', '#7a4fa3', '#ad2318', '#0d7f8c', '#6f7c8e'];
const ink = '#1a2330';
const line = '#d3dbe5';
const symbols = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow'];
const strokes = ['solid', 'dashed', 'dotted'] as const;

/** Echarts' own description would be in one language only, and the caption and the table say it all. */
export function optionOf(data: ChartData, label: string, width: number, rem: number, font: string): Record<string, unknown> {
  const text = { color: ink, fontSize: rem * 0.875, fontFamily: font };
  const unit = data.unit ?? '';
  const several = data.series.length > 1 || data.kind === 'share';
  const base = {
    animation: false,
    color: colours,
    textStyle: text,
    aria: { enabled: true, label: { description: label }, decal: { show: true } },
    legend: several ? { top: 0, left: 0, textStyle: text, itemWidth: rem * 1.4, itemHeight: rem * 0.8 } : { show: false },
    tooltip: { renderMode: 'richText', trigger: data.kind === 'share' || data.kind === 'radar' ? 'item' : 'axis', textStyle: text, valueFormatter: (value: unknown) => `${String(value ?? '–')}${unit}` },
  };
  // The legend breaks into rows where it must; the drawing begins below them.
  const legendWidth = data.series.reduce((sum, one) => sum + rem * (3 + one.name.length * (/[\u3400-\u9fff]/.test(one.name) ? 0.9 : 0.5)), 0);
  const rows = Math.ceil(legendWidth / Math.max(1, width));
  const grid = { left: 8, right: 28, top: several ? rem * (1.2 + 1.5 * rows) : 12, bottom: 8, containLabel: true };
  const values = { type: 'value', max: data.most, axisLabel: { ...text, formatter: `{value}${unit}` }, splitLine: { lineStyle: { color: line } } };
  if (data.kind === 'share') {
    const part = data.names.map((name, i) => ({ name, value: data.series[0]?.values[i] ?? 0 }));
    return {
      ...base,
      legend: { ...base.legend, orient: 'horizontal', top: 'bottom', left: 'center' },
      series: [{ type: 'pie', radius: ['42%', '70%'], center: ['50%', '44%'], data: part, label: { show: width > rem * 26, ...text, formatter: `{b} {c}${unit}` }, itemStyle: { borderColor: '#fff', borderWidth: 2 } }],
    };
  }
  if (data.kind === 'radar') {
    return {
      ...base,
      radar: { indicator: data.names.map((name) => ({ name, max: data.most ?? 100 })), axisName: { ...text, color: ink }, center: ['50%', '54%'], radius: width > rem * 26 ? '64%' : '46%', splitArea: { show: false }, splitLine: { lineStyle: { color: line } } },
      series: [{ type: 'radar', data: data.series.map((one, i) => ({ name: one.name, value: one.values, symbol: symbols[i], lineStyle: { width: 2, type: strokes[i % 3] }, areaStyle: { opacity: 0.12 } })) }],
    };
  }
  if (data.kind === 'trend') {
    return {
      ...base, grid, yAxis: values,
      xAxis: { type: 'category', data: data.names, boundaryGap: data.names.length < 2, axisLabel: text, axisLine: { lineStyle: { color: ink } } },
      series: data.series.map((one, i) => ({ type: 'line', name: one.name, data: one.values, symbol: symbols[i % symbols.length], symbolSize: rem * 0.55, lineStyle: { width: 2.5, type: strokes[i % 3] } })),
    };
  }
  return {
    ...base, grid, xAxis: values,
    yAxis: { type: 'category', inverse: true, data: data.names, axisLabel: { ...text, width: Math.min(rem * 11, width * 0.34), overflow: 'break' }, axisTick: { show: false }, axisLine: { lineStyle: { color: ink } } },
    series: data.series.map((one) => ({ type: 'bar', name: one.name, data: one.values, barMaxWidth: rem * 1.25, stack: data.stacked ? 'all' : undefined, label: { show: !data.stacked, position: 'right', ...text, formatter: `{c}${unit}` } })),
  };
}
