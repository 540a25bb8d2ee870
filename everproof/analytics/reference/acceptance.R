# Makes the package-run cases of acceptance.json: Rscript acceptance.R > cases.json
# Needs AcceptanceSampling 1.0.11, Dodge 0.9-2, AQLSchemes 1.7-2 and jsonlite. The published cases of acceptance.json are
# kept by hand, its table look-ups were read off the menus of AAZ14Single, AAZ14Double, AAZ14Multiple and AAZ19.
suppressMessages({library(AcceptanceSampling); library(Dodge); library(AQLSchemes); library(jsonlite)})

p <- c(0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
cases <- list()
add <- function(id, topic, title, input, params, expected, name, version, call, rel = 1e-9, keys = NULL) {
  tolerance <- list(rel = rel, abs = 1e-12)
  if (!is.null(keys)) tolerance$keys <- keys
  cases[[length(cases) + 1]] <<- list(id = id, topic = topic, title = title, input = input, params = params,
    expected = expected, tolerance = tolerance,
    source = list(kind = "package-run", name = name, version = version, call = call))
}
plan_input <- function(n, c, r, lot = NULL, quality = p)
  list(n = I(n), c = I(c), r = if (is.null(r)) NULL else I(r), lot_size = lot, fraction_defective = quality)

# Operating characteristics
AS <- c("AcceptanceSampling", "1.0.11")
seven <- list(n = rep(50, 7), c = c(0, 1, 3, 5, 7, 10, 13), r = c(4, 6, 8, 10, 11, 12, 14))
for (type in c("binomial", "poisson")) {
  o <- OC2c(seven$n, seven$c, seven$r, type = type, pd = p)
  add(paste0("oc-seven-", type), "acceptance.oc_attributes", paste("Seven stages,", type),
    plan_input(seven$n, seven$c, seven$r), list(distribution = type), list(p_accept = o@paccept), AS[1], AS[2],
    "OC2c(n=rep(50,7), c=c(0,1,3,5,7,10,13), r=c(4,6,8,10,11,12,14))")
}
quality <- (0:10) / 100
o <- OC2c(c(20, 20), c(0, 3), c(3, 4), type = "hypergeom", N = 100, pd = quality)
add("oc-double-hypergeometric", "acceptance.oc_attributes", "Double plan, lot of 100",
  plan_input(c(20, 20), c(0, 3), c(3, 4), 100, quality), list(distribution = "hypergeometric"), list(p_accept = o@paccept),
  AS[1], AS[2], "OC2c(c(20,20), c(0,3), c(3,4), type='hypergeom', N=100, pd=(0:10)/100)")
o <- OC2c(200, 7, type = "hypergeom", N = 5000, pd = p)
add("oc-single-hypergeometric", "acceptance.oc_attributes", "Single plan, lot of 5000",
  plan_input(200, 7, NULL, 5000), list(distribution = "hypergeometric"), list(p_accept = o@paccept),
  AS[1], AS[2], "OC2c(200, 7, type='hypergeom', N=5000)")
for (s in c("known", "unknown")) {
  o <- OCvar(25, 1.85, s.type = s, pd = c(0.005, 0.01, 0.02, 0.05, 0.1))
  add(paste0("oc-variables-", s), "acceptance.oc_variables", paste("n=25, k=1.85, sigma", s),
    list(n = 25, k = 1.85, fraction_defective = c(0.005, 0.01, 0.02, 0.05, 0.1)), list(sigma = s),
    list(p_accept = o@paccept), AS[1], AS[2], paste0("OCvar(25, 1.85, s.type='", s, "')"), rel = 1e-7)
}

# Plan search
risks <- function(lot = NULL) list(producer_quality = 0.01, producer_p_accept = 0.95, consumer_quality = 0.05,
  consumer_p_accept = 0.1, lot_size = lot)
for (type in c("binomial", "poisson", "hypergeom")) {
  f <- if (type == "hypergeom") find.plan(c(0.01, 0.95), c(0.05, 0.1), type = type, N = 1000)
       else find.plan(c(0.01, 0.95), c(0.05, 0.1), type = type)
  add(paste0("find-", type), "acceptance.find_plan", paste("AQL 1 %, LTPD 5 %,", type),
    risks(if (type == "hypergeom") 1000 else NULL), list(distribution = type, sigma = NULL), list(n = f$n, c = f$c),
    AS[1], AS[2], paste0("find.plan(c(.01,.95), c(.05,.1), type='", type, "')"), rel = 0)
}
for (s in c("known", "unknown")) {
  f <- find.plan(c(0.01, 0.95), c(0.05, 0.1), type = "normal", s.type = s)
  add(paste0("find-normal-", s), "acceptance.find_plan", paste("AQL 1 %, LTPD 5 %, sigma", s), risks(),
    list(distribution = "normal", sigma = s), list(n = f$n, k = f$k), AS[1], AS[2],
    paste0("find.plan(c(.01,.95), c(.05,.1), type='normal', s.type='", s, "')"), rel = 0,
    keys = list(k = list(rel = 1e-4)))
}

# Outgoing quality and sample numbers
DO <- c("Dodge", "0.9-2")
positive <- c(0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
s <- SSPlanBinomial(1000, 50, 1, p = positive, Plots = FALSE)
fine <- SSPlanBinomial(1000, 50, 1, p = seq(0, 0.1, 1e-5), Plots = FALSE)
add("aoq-single", "acceptance.aoq", "n=50, c=1, N=1000",
  list(n = 50, c = 1, lot_size = 1000, fraction_defective = positive),
  list(distribution = "binomial", aoq_formula = "p*Pa*(N-n)/N"),
  list(aoq = s$AOQ, ati = s$ATI, p_accept = s$OC, aoql = max(fine$AOQ), p_at_aoql = fine$p[which.max(fine$AOQ)]),
  DO[1], DO[2], "SSPlanBinomial(1000, 50, 1)", keys = list(aoql = list(rel = 1e-6), p_at_aoql = list(abs = 2e-5)))
d <- DSPlanBinomial(1000, 32, 32, 0, 3, 3, p = positive, Plots = FALSE)
add("aoq-double", "acceptance.aoq", "Double plan, N=1000",
  list(n = c(32, 32), c = c(0, 3), r = c(3, 4), lot_size = 1000, fraction_defective = positive),
  list(distribution = "binomial", aoq_formula = NULL), list(aoq = d$AOQ, ati = d$ATI, p_accept = d$OC), DO[1], DO[2],
  "DSPlanBinomial(1000, 32, 32, Ac1=0, Re1=3, Ac2=3)")
add("asn-double", "acceptance.asn", "Double plan", plan_input(c(32, 32), c(0, 3), c(3, 4), NULL, positive),
  list(distribution = "binomial", curtailment = NULL), list(asn = d$ASN, p_accept = d$OC), DO[1], DO[2],
  "DSPlanBinomial(1000, 32, 32, Ac1=0, Re1=3, Ac2=3)")
u <- CurtBinomial(50, 2, p = positive, Plots = FALSE)
for (kind in c("semi", "full"))
  add(paste0("asn-", kind), "acceptance.asn", paste0("Single plan, ", kind, "-curtailed"),
    plan_input(50, 2, NULL, NULL, positive), list(distribution = "binomial", curtailment = kind),
    list(asn = u[[paste0("ASN.", kind)]]), DO[1], DO[2], paste0("CurtBinomial(50, 2)$ASN.", kind))
AQ <- c("AQLSchemes", "1.7-2")
m <- OCASNZ4M(data.frame(n = seven$n, c = seven$c, r = seven$r), positive)
add("asn-seven", "acceptance.asn", "Seven stages", plan_input(seven$n, seven$c, seven$r, NULL, positive),
  list(distribution = "binomial", curtailment = NULL), list(asn = m$ASN, p_accept = m$OC), AQ[1], AQ[2], "OCASNZ4M(plan, p)")

# Estimated fraction nonconforming
x <- c(10.21, 9.87, 10.05, 10.33, 9.94, 10.12, 10.48, 9.79, 10.02, 10.26)
add("z19-estimate", "acceptance.variables_z19", "Ten values, limits 9.5 and 10.7",
  list(values = x, lsl = 9.5, usl = 10.7), list(method = "sigma unknown"),
  list(mean = mean(x), s = sd(x), q_upper = (10.7 - mean(x)) / sd(x), p_upper_only = EPn(x, sided = "one", USL = 10.7),
    p_two_sided = EPn(x, sided = "two", LSL = 9.5, USL = 10.7)), AQ[1], AQ[2], "EPn(x, sided='two', LSL=9.5, USL=10.7)")

cat(toJSON(cases, auto_unbox = TRUE, digits = NA, null = "null", pretty = FALSE))
