"""One example for each topic of capability, gauge studies, tolerance and management figures, and the keys it gives."""

VALUES = [9.8, 10.4, 10.1, 9.7, 10.9, 10.0, 9.5, 10.2, 10.6, 9.9]
STUDY = {
    "parts": [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3],
    "operators": ["A", "A", "A", "A", "A", "A", "B", "B", "B", "B", "B", "B"],
    "values": [1, 5, 9, 1.2, 5.1, 8.9, 1.1, 5.3, 9.2, 1.3, 5.2, 9.1],
}
AGREEMENT = {
    "appraiser": ["A", "A", "A", "B", "B", "B"],
    "part": [1, 2, 3, 1, 2, 3],
    "reference": ["y", "n", "y", "y", "n", "y"],
    "trial1": ["y", "n", "y", "y", "y", "y"],
    "trial2": ["y", "n", "n", "y", "n", "y"],
}

EVERY_KEY = [
    (
        "capability.normal",
        {"values": VALUES},
        {"lsl": 8, "usl": 12, "target": 10, "confidence_level": 0.9, "sigma_within": "mean MR/d2"},
        (
            "center cp cp_ci cpk cpk_ci cpl cpm cpm_overall cpu expected_overall_above_usl_ppm "
            "expected_overall_below_lsl_ppm expected_within_above_usl_ppm expected_within_below_lsl_ppm mean n "
            "observed_above_usl_ppm observed_below_lsl_ppm pp pp_ci ppk ppk_ci ppl ppm_index ppu sigma_overall "
            "sigma_within status"
        ),
    ),
    ("capability.overall", {"values": VALUES}, {"lsl": 8, "usl": 12}, "mean pp pp_ci ppk ppk_ci sd z"),
    (
        "capability.nonnormal_percentile",
        {"values": VALUES},
        {"lsl": 8, "usl": 12, "distribution": "lognormal"},
        "expected_above_usl_ppm expected_below_lsl_ppm parameters pp ppk ppl ppu q00135 q50 q99865",
    ),
    ("capability.boxcox", {"values": VALUES}, {"lsl": 8, "usl": 12}, "lambda loglik_is_max"),
    ("capability.sigma_level", {"dpmo": 6210}, {"shift": 1.5}, "sigma_level z_long_term"),
    (
        "capability.yield",
        {"defects": [3], "opportunities": 100, "rework": [1]},
        {},
        "defects dpmo first_time_yield rolled_throughput_yield yield",
    ),
    (
        "complaints.kpi",
        {
            "as_of": "2025-02-01",
            "units_shipped": 1000000.0,
            "complaints": [{"opened": "2025-01-01", "closed": "2025-01-05"}, {"opened": "2025-01-10", "closed": None}],
        },
        {"target_days": 10},
        (
            "closed closed_within_target closed_within_target_percent complaints_per_million mean_days_to_close "
            "median_days_to_close open open_age_days open_overdue total"
        ),
    ),
    ("complaints.kpi", {"complaints": [1, 2], "units": [10, 20]}, {}, "overall_per_million per_million"),
    (
        "cost_of_quality",
        {"costs": {"prevention": 1, "appraisal": 2, "internal_failure": 3, "external_failure": 4}, "sales": 100},
        {},
        (
            "copq_percent_of_sales coq_percent_of_sales cost_of_conformance cost_of_poor_quality percent "
            "total_coq totals"
        ),
    ),
    ("fmea.action_priority", {"s": [9], "o": [9], "d": [9]}, {}, "ap counts"),
    ("fmea.action_priority", {"order": "s, o, d"}, {}, "counts grid"),
    (
        "fmea.rpn",
        {"s": [1, 2], "o": [1, 2], "d": [1, 2], "invalid": [[0, 1, 1]]},
        {},
        "invalid_is_error rank_by_rpn rpn sxo",
    ),
    ("intervals", {"cases": [{"x": 1, "n": 10, "method": "exact"}]}, {"confidence_level": 0.95}, "intervals"),
    (
        "kpi.oee",
        {"break_min": 60, "down_min": 47, "ideal_cycle_s": 1, "rejects": 4, "shift_min": 480, "total": 19000},
        {},
        "availability oee performance quality",
    ),
    (
        "msa.attribute_agreement",
        AGREEMENT,
        {"confidence_level": 0.95, "interval": "exact (Clopper-Pearson)"},
        (
            "all_vs_standard_ci all_vs_standard_matched appraisers between_ci between_matched "
            "cohen_kappa_vs_standard fleiss_kappa_between fleiss_kappa_within vs_standard_ci vs_standard_matched "
            "vs_standard_pct within_ci within_matched within_pct"
        ),
    ),
    (
        "msa.attribute_agreement",
        {"ratings": [[1, 2, 1], [2, 2, 2], [3, 3, 1], [1, 1, 1]]},
        {},
        (
            "cohen_kappa cohen_kappa_1_2 cohen_kappa_1_2_z cohen_kappa_pairs conger_exact_kappa fleiss_kappa "
            "icc_a1 kendall_chisq kendall_w_corrected_for_ties observed_agreement p_value "
            "weighted_kappa_squared_1_2 z"
        ),
    ),
    ("msa.bias", {"reference": 10, "values": VALUES}, {"confidence_level": 0.95}, "bias ci df mean p_value s se t"),
    (
        "msa.gage_rr_anova",
        STUDY,
        {"tolerance": 5, "study_multiplier": None, "alpha_interaction": 0.25},
        (
            "anova_reduced anova_with_interaction interaction_kept ndc ndc_unrounded pct_contribution_grr "
            "pct_study_grr pct_study_part pct_tolerance_grr var_grr var_interaction var_operator var_part "
            "var_repeatability var_reproducibility var_total"
        ),
    ),
    (
        "msa.gage_rr_average_range",
        {"parts": STUDY["parts"], "appraisers": STUDY["operators"], "values": STUDY["values"]},
        {},
        "av ev grr ndc ndc_unrounded pct_av pct_ev pct_grr pct_pv pv r_bar_bar r_part tv x_diff",
    ),
    (
        "msa.gage_rr_nested",
        STUDY,
        {},
        "anova pct_study_grr var_grr var_part var_repeatability var_reproducibility var_total",
    ),
    (
        "msa.linearity",
        {"parts": [1, 1, 2, 2], "reference": [2, 4], "values": [2.1, 2.2, 4.0, 4.3]},
        {"process_variation_6sigma": 6},
        "average_bias bias_by_part intercept p_intercept p_slope r_squared s slope t_intercept t_slope",
    ),
    (
        "msa.type1",
        {"reference": 10, "values": VALUES},
        {"k_sigma": 6, "percent_of_tolerance": 20, "tolerance": 15},
        "bias cg cgk mean p_value pct_var_repeatability pct_var_repeatability_bias sd t",
    ),
    (
        "normality",
        {"values": VALUES},
        {},
        (
            "anderson_a2 anderson_p cramer_von_mises_w2 excess_kurtosis_g2 jarque_bera jarque_bera_p lilliefors_d "
            "lilliefors_p shapiro_francia_p shapiro_francia_w shapiro_p shapiro_w skewness_g1"
        ),
    ),
    (
        "pareto",
        {"categories": ["a", "b"], "counts": [1, 2]},
        {"tie_order": "input"},
        "counts cumulative_percent order percent",
    ),
    ("sample_size", {"cases": [{"kind": "mean", "sigma": 1, "margin": 0.1, "conf": 0.95}]}, {}, "n n_exact"),
    (
        "satisfaction.csat",
        {"csat": [4, 5], "ces": [6, 7]},
        {},
        "ces_mean ces_percent_agree csat_mean csat_n csat_percent",
    ),
    (
        "satisfaction.nps",
        {"promoters": 5, "passives": 3, "detractors": 2},
        {"confidence_level": 0.95},
        "ci detractors n nps passives promoters se",
    ),
    (
        "supplier.scorecard",
        {"receipts": [{"qty_received": 10, "qty_rejected": 1, "qty_ordered": 10, "deviation_days": 0}]},
        {},
        "early late lot_acceptance_rate on_time otd_percent otif_percent ppm qty_received qty_rejected",
    ),
    ("supplier.scorecard", {"scores": {"a": 1}, "weights": {"a": 1}}, {}, "score score_if_missing_is_zero"),
    (
        "tolerance.exponential",
        {"values": VALUES},
        {"confidence": 0.9, "coverage": 0.9, "sides": 2},
        "lambda_hat two_sided",
    ),
    ("tolerance.k_factor", {"cases": [{"n": 10, "conf": 0.95, "P": 0.9, "side": 2}]}, {"method": "EXACT"}, "k"),
    (
        "tolerance.nonparametric",
        {"values": VALUES, "cases": [{"conf": 0.9, "P": 0.9, "side": 1}]},
        {"confidence": 0.9, "coverage": 0.9},
        "n one_sided_lower one_sided_upper two_sided",
    ),
    (
        "tolerance.normal",
        {"values": VALUES},
        {"confidence": 0.9, "coverage": 0.9},
        "one_sided_lower one_sided_upper two_sided",
    ),
]
