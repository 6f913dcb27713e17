"""Scenario texts that several tests start from."""

SMALL = """\
name: Small county
horizon: {months: 24}
loans:
  source: synthetic
  townships:
    East: {loans: 10}
    West: {loans: 20, villages: 3}
  size: {law: uniform, smallest: 10000, largest: 50000}
  product: {term_months: 12, interest_rate: 0.0345}
  industries: {crop: 0.6, pig: 0.4}
  grades: {AA: 0.3, A: 0.7}
default_probability:
  by_industry: {crop: 0.03, pig: 0.04}
layers:
  - name: insurance
    kind: insurance
    pays: 0.4
    price: {rate: 0.02}
  - name: county_fund
    kind: fund
    pays: 0.3
    account: {leverage: 10, yield: 0.015}
sources:
  loans.size: "[1]"
  layers.county_fund.pays: "[7]"
  "*": assumed
"""

# Every block and every alternative that one made-up portfolio can have.
RICH = """\
name: 富县 Rich county
description: "Text with: colon, 'quotes' and # sign\\nsecond line"
currency: CNY
horizon: {first_month: 2023-11, months: 60, year_starts: march, settle: true}
loans:
  source: synthetic
  townships:
    East: {loans: 10, outstanding: 400000.5}
    St. West: {loans: 20, outstanding: 900000, villages: 3, county: other}
  size: {law: mostly_at_cap, cap: 50000, share_at_cap: 0.67, smallest: 10000, rescale_to: outstanding}
  add_on_cap: 100000
  products:
    short: {share: 0.4, term_months: 12, interest_rate: 0.0345, interest_every_months: 3}
    long: {share: 0.6, term_months: 36, interest_subsidy: 1, instalment_every_months: 6}
  repayment: {bullet: 0.5, equal_principal: 0.25, annuity: 0.25}
  industries: {crop: 0.5, pig: 0.3, "1": 0.2}
  grades: {AA: 0.3, A: 0.7}
  villages_per_township: 2
  opening_ages: new
  scale: 1.5
lending: {mode: plan, amount_per_month: [1000000, 0, 250000.25]}
admission: {minimum_grade: A}
default_probability:
  annual: 0.01
  by_industry: {crop: 0.03, pig: 0.1}
  odds_by_grade: {AA: 0.7}
  odds_by_township: {St. West: 1.3}
  odds_by_village: {St. West/3: 2}
  season: [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0, 0]
  season_by_industry: {pig: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]}
  leading_industries: [crop, pig]
  odds_outside_leading: 1.4
  seasoning: {ages: [0, 6, 18], relative: [0.4, 1.6, 1.1]}
  due_at_maturity: 0.35
correlation:
  province: 0.01
  county: 0.05
  industry: 0.02
  township: 0.07
  village: 0.003
  industry_matrix: {crop: {pig: 0.5}, pig: {"1": -0.25}}
  copula: t
  degrees_of_freedom: 4.5
  factor_period: 6
  persistence: ar1
  autocorrelation: {county: 0.5}
shocks:
  drought:
    probability_per_year: 0.05
    persistence: 0.3
    months: [april, 5, 6]
    industries: [crop]
    townships_hit: 0.5
    hazard_multiplier: 4
    decay: 0.9
    scale: odds
    insured_share: 0.45
    insured_multiplier: 1.5
    insured_premium: 0.021
    insured_premium_subsidy: 0.8
  epidemic:
    rate: 0.02
    townships_hit: {East: 0.4, St. West: 1}
    immediate_default_probability: 0.1
    lgd_addition: 0.2
  flood:
    rate: 1
    sets:
      - {townships: [East], probability: 0.25}
      - {townships: [East, St. West], probability: 0.5}
stress:
  frost: {month: 2024-05, townships: [East], hazard_multiplier: 2, lasts_months: 3}
  price: {month: 3, hazard_multiplier: 2}
regimes:
  weather:
    level: township
    states: {good: {default_probability: 0.9}, bad: {default_probability: 2.5, loss_given_default: 1.2}}
    transition: {good: {good: 0.85, bad: 0.15}, bad: {good: 0.4, bad: 0.6}}
    every_months: 6
  market:
    level: industry
    states: {calm: {}, slump: {default_probability: 1.75, extension_failure: 1.3}}
    transition: {calm: {calm: 0.95, slump: 0.05}, slump: {calm: 0.25, slump: 0.75}}
    start: {calm: 0.7, slump: 0.3}
    scale: odds
price_cycles:
  pork: {industries: [pig], period_months: 42, highest: 1.9, lowest: 0.55, phase_months: random}
  feed: {multipliers: [1, 1.15, 0.85], phase_months: 2}
contagion:
  village: {strength: 1.7, trigger: 0.11}
  township: {strength: 0.65}
monitoring:
  {detects: 0.5, cures_detected: 0.4, inspections_per_year: 4, lead_months: 2, cost_per_inspection: 20}
wilful_default: {share: 0.2}
arrears:
  cure_per_month: 0.35
  default_per_month: 0.15
  default_at_maturity: 0.95
  first_roll: next_month
  claim_waits_from: default
extension:
  granted: 0.3
  months: 6
  at_most: 2
  at_most_at_once: 7
  until: 2027-06
  default_at_end: 0.45
  cure_per_month: 0.12
  default_per_month: 0.03
renewal: {probability: 0.25, at_most: 2}
missed_dues: catch_up
claim:
  filed_after_days: 60
  paid_after_days: 30
  covers: principal_and_interest
  interest_days: 80
  settled: yearly
recovery:
  hardship: {beta: {mean: 0.25, standard_deviation: 0.1}, by_year: [0.4, 0.32, 0.2, 0.08]}
  wilful: {table: {values: [0, 0.5], probabilities: [0.75, 0.25]}, after_months: 9, court_cost: 0.1}
  split: [county_fund, bank]
  systematic_loading: 0.1
  downturn: {county_factor_above: 1.5, share: 0.1}
layers:
  - name: insurance
    kind: insurance
    pays: 0.7
    deductible: 100
    limit: 40000
    aggregate_limit: 1.2
    aggregate_in: premium
    aggregate_over: term
    aggregate_year_of: default
    aggregate_net_of_recoveries: true
    covers: {products: [short], industries: [crop], made_from: -12, made_until: 2030-01, months: 24}
    suspend_when: {watch: loss_ratio, above: 1.5, resume_below: 0.5, over: 12_months}
    price: {rate: 0.027, on: new_lending, paid_by: {borrower: 0.5, government: 0.5}}
  - name: pool
    kind: pool
    of: remaining
    bands: [{to: 2000000, pays: 1}, {pays: 0.5}]
    aggregate_level: township
    tiers: [{npl_to: 0.05, pays: 1}, {pays: 0.5}]
    tiers_apply: marginal
    covers: {townships: [St. West]}
    account:
      level: township
      share_of_loans: 0.02
      inflows: {yearly: {amount: 5000, every_months: 6, at: end, paid_by: bank}}
      provision: {rate: 0.01}
      interest: yearly
      recoveries: 0.5
      ceiling: 100000
  - name: county_fund
    kind: fund
    pays: 0.7
    unpaid: queue
    account:
      initial: 123456.78
      yield: 0.015
      top_up:
        share_of_gap: 0.2
        decided_in: june
        paid_after_months: 6
        cap: 10000
        target: {outstanding_divided_by: 10}
        trigger_share_of_target: 0.5
      ceiling_share_of_initial: 1.5
breakers:
  npl: {watch: npl_ratio, at: township, stop_above: 0.05, resume_below: 0.04}
  insurer: {watch: loss_ratio, layer: insurance, stop_above: 1.5, action: insurer_exit, over: since_start}
  usage: {watch: fund_usage, stop_above: 0.5, action: stop_paying_excess}
report:
  fund: county_fund
  fund_sizes: [100000, 200000.5]
  ruin: below_ratio
  ruin_ratio: 0.01
  after_ruin: absorbing
  discount_rate: 0.02
  npl_until: paid
  village_failed_at: 0.95
sources: {"*": assumed}
"""

TAPE = """\
name: Tape
horizon: {months: 24}
loans:
  source: tape
  file: loans.csv
  columns: {principal: amount, pd: pd, lgd: lgd, guaranteed_share: cover}
  defaults: {term_months: 12}
  amount_unit: 10000
  made_from: 2020-01
  rows: on_book
default_probability: {from_tape: true}
recovery: {hardship: {share: tape}}
layers: [{name: guarantee, kind: guarantee, pays: guaranteed_share}]
"""
