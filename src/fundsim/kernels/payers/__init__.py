"""Who pays: layers, accounts, premiums, recoveries, and the rules that watch ratios."""
