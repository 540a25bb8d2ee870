# Makes the package-run cases of capability.json, msa.json and tolerance.json (the published ones are kept by hand):
# Rscript capability_msa_tolerance.R > cases.json
# Needs R 4.2.2 with MASS 7.3-58.2, nortest 1.0-4, tolerance 3.0.0, irr 0.84.1, SixSigma 0.11.1 and jsonlite.
suppressMessages({library(MASS); library(nortest); library(tolerance); library(irr); library(SixSigma);
  library(jsonlite)})
set.seed(20240607)
cases <- list(); add <- function(fam,id,topic,title,input,params,expected,name,version,call,tol=1e-6,keys=NULL,
  notes=NULL){
  cases[[length(cases)+1]] <<- list(family=fam,id=id,topic=topic,title=title,input=input,params=params,
    expected=expected,name=name,version=version,call=call,tol=tol,keys=keys,notes=notes)}
u <- function(x) unbox(x)
R <- "4.2.2"
# --- normality
nm <- function(id,title,x){ e <- list(); s<-shapiro.test(x); e$shapiro_w<-u(unname(s$statistic));
  e$shapiro_p<-u(s$p.value)
 if(length(x)>=5){f<-sf.test(x); e$shapiro_francia_w<-u(unname(f$statistic)); e$shapiro_francia_p<-u(f$p.value);
   l<-lillie.test(x); e$lilliefors_d<-u(unname(l$statistic)); e$lilliefors_p<-u(l$p.value)}
 if(length(x)>=8){a<-ad.test(x); e$anderson_a2<-u(unname(a$statistic)); e$anderson_p<-u(a$p.value); cv<-cvm.test(x);
   e$cramer_von_mises_w2<-u(unname(cv$statistic)); e$cramer_von_mises_p<-u(cv$p.value)}
 n<-length(x); m<-mean(x); m2<-mean((x-m)^2); g1<-mean((x-m)^3)/m2^1.5; g2<-mean((x-m)^4)/m2^2-3
 e$skewness_g1<-u(g1); e$excess_kurtosis_g2<-u(g2); e$jarque_bera<-u(n/6*(g1^2+g2^2/4));
   e$jarque_bera_p<-u(pchisq(n/6*(g1^2+g2^2/4),2,lower.tail=FALSE))
 add("tolerance",id,"normality",title,list(values=x),NULL,e,"R stats + nortest","R 4.2.2, nortest 1.0-4",
   "shapiro.test, sf.test, lillie.test, ad.test, cvm.test; moments by their definition",1e-6)}
nm("norm-small","Normality tests, 6 values",round(rnorm(6,50,4),2))
nm("norm-eleven","Normality tests, 11 values, the short branch of Royston's p",round(rnorm(11),3))
nm("norm-skewed","Normality tests, 40 lognormal values",round(rlnorm(40),4))
nm("norm-uniform","Normality tests, 150 uniform values",round(runif(150,10,20),3))
nm("norm-metres","Normality tests, micrometre data in metres",signif(rnorm(25,0.0125,2e-6),10))
nm("norm-exponential","Normality tests, 120 exponential values",round(rexp(120,.3),3))
# --- fits
qn <- function(id,dist,x,lsl,usl,fit,q,p,pars){ qs<-q(c(.00135,.5,.99865)); e<-list(parameters=pars,q00135=u(qs[1]),
  q50=u(qs[2]),q99865=u(qs[3]))
 e$pp <- if(is.na(lsl)||is.na(usl)) NULL else u((usl-lsl)/(qs[3]-qs[1]))
 if(!is.na(usl)) {e$ppu<-u((usl-qs[2])/(qs[3]-qs[2])); e$expected_above_usl_ppm<-u(1e6*p(usl,FALSE))}
 if(!is.na(lsl)) {e$ppl<-u((qs[2]-lsl)/(qs[2]-qs[1])); e$expected_below_lsl_ppm<-u(1e6*p(lsl,TRUE))}
 add("capability",id,"capability.nonnormal_percentile",paste("Percentile method,",dist),list(values=x),
   list(distribution=u(dist),estimator=u("maximum likelihood"),lsl=u(lsl),usl=u(usl)),e,
   "MASS::fitdistr + R quantile functions","7.3.58.2, R 4.2.2",paste0("fitdistr(x,'",dist,"')"),2e-4)}
x<-round(rlnorm(80,1,.4),4); f<-fitdistr(x,"lognormal")$estimate; qn("cap-lognormal","lognormal",x,.5,12,f,
  function(p) qlnorm(p,f[1],f[2]),function(z,l) plnorm(z,f[1],f[2],lower.tail=l),list(meanlog=u(unname(f[1])),
  sdlog=u(unname(f[2]))))
x2<-round(rgamma(90,3,.5),3); f2<-fitdistr(x2,"gamma",control=list(reltol=1e-14))$estimate; qn("cap-gamma","gamma",x2,
  NA,25,f2,function(p) qgamma(p,f2[1],f2[2]),function(z,l) pgamma(z,f2[1],f2[2],lower.tail=l),
  list(shape=u(unname(f2[1])),rate=u(unname(f2[2]))))
x3<-round(rexp(60,.2),3); f3<-fitdistr(x3,"exponential")$estimate; qn("cap-exponential","exponential",x3,NA,40,f3,
  function(p) qexp(p,f3[1]),function(z,l) pexp(z,f3[1],lower.tail=l),list(rate=u(unname(f3[1]))))
x4<-round(rnorm(60,10,.5),3); f4<-fitdistr(x4,"normal")$estimate; qn("cap-normal-percentile","normal",x4,8,12,f4,
  function(p) qnorm(p,f4[1],f4[2]),function(z,l) pnorm(z,f4[1],f4[2],lower.tail=l),list(mean=u(unname(f4[1])),
  sd=u(unname(f4[2]))))
x5<-round(rlogis(100,5,.6),3); f5<-fitdistr(x5,"logistic",control=list(reltol=1e-14))$estimate; qn("cap-logistic",
  "logistic",x5,0,11,f5,function(p) qlogis(p,f5[1],f5[2]),function(z,l) plogis(z,f5[1],f5[2],lower.tail=l),
  list(location=u(unname(f5[1])),scale=u(unname(f5[2]))))
# overall
x6<-round(rnorm(45,750,3),2)
add("capability","cap-overall","capability.overall","Overall performance of 45 values",list(values=x6),
  list(lsl=u(740),usl=u(760),confidence_level=u(.9)),list(pp=u(ss.ca.cp(x6,740,760)),pp_ci=ss.ca.cp(x6,740,760,
  ci=TRUE,alpha=.1),ppk=u(ss.ca.cpk(x6,740,760)),ppk_ci=ss.ca.cpk(x6,740,760,ci=TRUE,alpha=.1),z=u(ss.ca.z(x6,740,
  760)),mean=u(mean(x6)),sd=u(sd(x6))),"SixSigma","0.11.1","ss.ca.cp, ss.ca.cpk, ss.ca.z",1e-9)
y<-ss.ca.yield(c(3,5,12),c(1,2,4),1915)
add("capability","cap-yield","capability.yield","Yield of a process of three steps",list(defects=c(3,5,12),rework=c(1,
  2,4),opportunities=u(1915)),NULL,list(yield=u(y$Yield),first_time_yield=u(y$FTY),rolled_throughput_yield=u(y$RTY),
  defects=u(y$DPU),dpmo=u(y$DPMO)),"SixSigma","0.11.1","ss.ca.yield(c(3,5,12), c(1,2,4), 1915)",1e-12)
b<-boxcox(lm(x~1),lambda=seq(-1,1.5,1e-4),plotit=FALSE); lam<-b$x[which.max(b$y)]
add("capability","cap-boxcox","capability.boxcox","Box-Cox power of 80 lognormal values",list(values=x),NULL,
  list(lambda=u(lam),loglik_is_max=u(TRUE)),"MASS","7.3.58.2","boxcox(lm(x~1), lambda=seq(-1,1.5,1e-4))",0,
  list(lambda=list(abs=u(1e-4))))
# tolerance
cs<-list(); ks<-c(); for(i in 1:8){ n<-c(5,12,25,50,8,100,200,3)[i]; cf<-c(.95,.99,.9,.95,.99,.95,.9,.95)[i];
  P<-c(.99,.9,.999,.95,.95,.99,.9,.9)[i]; s<-c(2,2,2,2,1,1,2,1)[i]; cs[[i]]<-list(n=u(n),conf=u(cf),P=u(P),side=u(s));
  ks[i]<-K.factor(n,alpha=1-cf,P=P,side=s,method="EXACT",m=500)}
add("tolerance","tol-k-exact","tolerance.k_factor","Exact factors",list(cases=cs),list(method=u("EXACT")),list(k=ks),
  "tolerance","3.0.0","K.factor(n,alpha=1-conf,P=P,side=side,method='EXACT',m=500)",1e-6)
ks2<-sapply(cs,function(z) K.factor(z$n,alpha=1-z$conf,P=z$P,side=2,method="HE2")); cs2<-lapply(cs,function(z){
  z$side<-u(2);z})
add("tolerance","tol-k-howe","tolerance.k_factor","Factors by Howe's approximation",list(cases=cs2),
  list(method=u("HE2")),list(k=ks2),"tolerance","3.0.0","K.factor(n,alpha=1-conf,P=P,side=2,method='HE2')",1e-9)
t1<-normtol.int(x4,alpha=.05,P=.95,side=1,method="EXACT"); t2<-normtol.int(x4,alpha=.05,P=.95,side=2,method="EXACT")
add("tolerance","tol-normal","tolerance.normal","Normal tolerance limits",list(values=x4),list(confidence=u(.95),
  coverage=u(.95)),list(one_sided_lower=u(t1[1,4]),one_sided_upper=u(t1[1,5]),two_sided=c(t2[1,4],t2[1,5])),
  "tolerance","3.0.0","normtol.int(x,alpha=.05,P=.95,side,method='EXACT')",1e-6)
n1<-nptol.int(x5,alpha=.1,P=.9,side=1); n2<-nptol.int(x5,alpha=.1,P=.9,side=2)
add("tolerance","tol-nonparametric","tolerance.nonparametric","Tolerance limits from order statistics",
  list(values=x5),list(confidence=u(.9),coverage=u(.9)),list(one_sided_lower=u(n1[1,3]),one_sided_upper=u(n1[1,4]),
  two_sided=c(n2[1,3],n2[1,4])),"tolerance","3.0.0","nptol.int(x,alpha=.1,P=.9,side)",1e-12)
dc<-list(list(conf=u(.95),P=u(.95),side=u(1)),list(conf=u(.95),P=u(.95),side=u(2)),list(conf=u(.99),P=u(.9),
  side=u(2)),list(conf=u(.9),P=u(.99),side=u(1)))
add("tolerance","tol-nonparametric-n","tolerance.nonparametric","Sample size for extremes as tolerance limits",
  list(cases=dc),NULL,list(n=sapply(dc,function(z) as.numeric(distfree.est(alpha=round(1-z$conf,10),P=z$P,
  side=z$side)))),"tolerance","3.0.0","distfree.est(alpha=1-conf,P=P,side=side)",0)
e1<-exptol.int(x3,alpha=.1,P=.9,side=2)
add("tolerance","tol-exponential","tolerance.exponential","Exponential tolerance limits",list(values=x3),
  list(confidence=u(.9),coverage=u(.9),sides=u(2)),list(lambda_hat=u(e1[1,3]),two_sided=c(e1[1,4],e1[1,5])),
  "tolerance","3.0.0","exptol.int(x,alpha=.1,P=.9,side=2)",1e-9)
# intervals
bi<-list(c(0,20),c(3,50),c(45,50),c(50,50),c(7,1000))
add("tolerance","int-exact","intervals","Clopper-Pearson intervals",list(cases=lapply(bi,function(z) list(x=u(z[1]),
  n=u(z[2]),method=u("exact")))),list(confidence_level=u(.95)),list(intervals=lapply(bi,
  function(z) as.numeric(binom.test(z[1],z[2])$conf.int))),"R stats",R,"binom.test(x,n)$conf.int",1e-9)
add("tolerance","int-wilson","intervals","Wilson score intervals",list(cases=lapply(bi,function(z) list(x=u(z[1]),
  n=u(z[2]),method=u("wilson")))),list(confidence_level=u(.9)),list(intervals=lapply(bi,
  function(z) as.numeric(suppressWarnings(prop.test(z[1],z[2],correct=FALSE,conf.level=.9)$conf.int)))),"R stats",R,
  "prop.test(x,n,correct=FALSE,conf.level=.9)$conf.int",1e-9)
add("tolerance","int-wilson-cc","intervals","Wilson score intervals with continuity correction",list(cases=lapply(bi,
  function(z) list(x=u(z[1]),n=u(z[2]),method=u("wilson-cc")))),list(confidence_level=u(.95)),
  list(intervals=lapply(bi,function(z) as.numeric(suppressWarnings(prop.test(z[1],z[2])$conf.int)))),"R stats",R,
  "prop.test(x,n)$conf.int",1e-9)
add("tolerance","int-poisson","intervals","Exact Poisson intervals",list(counts=c(0,1,7,40)),
  list(confidence_level=u(.95)),list(intervals=lapply(c(0,1,7,40),function(z) as.numeric(poisson.test(z)$conf.int))),
  "R stats",R,"poisson.test(count)$conf.int",1e-8)
tt<-t.test(x4[1:20],x4[21:50]); tp<-t.test(x4[1:20],x4[21:50],var.equal=TRUE); vt<-var.test(x4[1:20],x4[21:50])
add("tolerance","int-means","intervals","Intervals of a mean, a difference of means and a ratio of variances",
  list(cases=list(list(kind=u("mean"),values=x4[1:20]),list(kind=u("difference of means, Welch"),x=x4[1:20],
  y=x4[21:50]),list(kind=u("difference of means, pooled"),x=x4[1:20],y=x4[21:50]),list(kind=u("ratio of variances"),
  s1=u(sd(x4[1:20])),n1=u(20),s2=u(sd(x4[21:50])),n2=u(30)))),list(confidence_level=u(.95)),
  list(intervals=list(as.numeric(t.test(x4[1:20])$conf.int),as.numeric(tt$conf.int),as.numeric(tp$conf.int),
  as.numeric(vt$conf.int))),"R stats",R,"t.test(x), t.test(x,y), t.test(x,y,var.equal=TRUE), var.test(x,y)",1e-9)
# sample size
pt<-function(...) power.t.test(...,tol=1e-12)$n
sc<-list(list(kind=u("t two sample"),delta=u(1),sd=u(1.2),power=u(.9),alpha=u(.05)),list(kind=u("t one sample"),
  delta=u(.5),sd=u(1),power=u(.8),alpha=u(.05)),list(kind=u("t paired"),delta=u(2),sd=u(3),power=u(.95),alpha=u(.01),
  alternative=u("one.sided")),list(kind=u("two proportions"),p1=u(.05),p2=u(.1),power=u(.9),alpha=u(.05)),
  list(kind=u("two proportions"),p1=u(.5),p2=u(.75),power=u(.8),alpha=u(.05),alternative=u("one.sided")),
  list(kind=u("anova"),groups=u(4),between_var=u(1),within_var=u(3),power=u(.8),alpha=u(.05)))
ne<-c(pt(delta=1,sd=1.2,power=.9),pt(delta=.5,sd=1,power=.8,type="one.sample"),pt(delta=2,sd=3,power=.95,
  sig.level=.01,type="paired",alternative="one.sided"),power.prop.test(p1=.05,p2=.1,power=.9,tol=1e-12)$n,
  power.prop.test(p1=.5,p2=.75,power=.8,alternative="one.sided",tol=1e-12)$n,power.anova.test(groups=4,between.var=1,
  within.var=3,power=.8)$n)
add("tolerance","ss-power","sample_size","Sample sizes for tests",list(cases=sc),NULL,list(n=ceiling(ne),n_exact=ne),
  "R stats",R,"power.t.test, power.prop.test, power.anova.test",1e-5)
# msa crossed with interaction
d<-expand.grid(part=1:8,op=c("A","B","C"),trial=1:3); pe<-rnorm(8,0,2); oe<-rnorm(3,0,.5); ie<-matrix(rnorm(24,0,.6),
  8); d$v<-round(20+pe[d$part]+oe[d$op]+ie[cbind(d$part,as.integer(d$op))]+rnorm(72,0,.4),2)
sink("/dev/null"); g<-ss.rr("v","part","op",data=d,tolerance=30,print_plot=FALSE,method="crossed"); sink()
a<-g$anovaTable[[1]]; vc<-g$varComp[,1]
add("msa","msa-crossed-interaction","msa.gage_rr_anova","8 parts, 3 operators, 3 trials, interaction kept",
  list(parts=d$part,operators=as.character(d$op),values=d$v),list(alpha_interaction=u(.05),tolerance=u(30),
  study_multiplier=u(6)),
 list(anova_with_interaction=list(df=a[1:4,1],ss=a[1:4,2],ms=a[1:4,3],f=a[1:3,4],p=a[1:3,5]),interaction_kept=u(TRUE),
   var_grr=u(vc[[1]]),var_repeatability=u(vc[[2]]),var_reproducibility=u(vc[[3]]),var_operator=u(vc[[4]]),
   var_interaction=u(vc[[5]]),var_part=u(vc[[6]]),var_total=u(vc[[7]]),pct_tolerance_grr=u(100*6*sqrt(vc[[1]])/30),
   ndc=u(g$ncat)),"SixSigma","0.11.1","ss.rr(method='crossed', alphaLim=.05, errorTerm='interaction')",1e-7)
# msa nested by aov
d2<-expand.grid(trial=1:3,p=1:5,op=c("A","B","C","D")); d2$part<-paste0(d2$op,d2$p); pe<-rnorm(20,0,1.5); oe<-rnorm(4,
  0,1.2); d2$v<-round(100+oe[as.integer(d2$op)]+pe[as.integer(factor(d2$part))]+rnorm(60,0,.5),2)
an<-summary(aov(v~op/part,data=transform(d2,part=factor(part))))[[1]]; ms<-an[,3]; vr<-ms[3]; vp<-max(0,
  (ms[2]-ms[3])/3); vo<-max(0,(ms[1]-ms[2])/15)
add("msa","msa-nested","msa.gage_rr_nested","4 operators with 5 parts of their own, 3 trials",list(parts=d2$part,
  operators=as.character(d2$op),values=d2$v),NULL,list(anova=list(df=an[,1],ss=an[,2],ms=ms,f=c(ms[1]/ms[2],
  ms[2]/ms[3]),p=c(pf(ms[1]/ms[2],an[1,1],an[2,1],lower.tail=FALSE),pf(ms[2]/ms[3],an[2,1],an[3,1],
  lower.tail=FALSE))),var_repeatability=u(vr),var_reproducibility=u(vo),var_part=u(vp),var_grr=u(vr+vo),
  var_total=u(vr+vo+vp),pct_study_grr=u(100*sqrt((vr+vo)/(vr+vo+vp)))),"R stats",R,
  "aov(v ~ op/part); components from the expected mean squares",1e-8)
# bias, linearity, type1
bx<-round(rnorm(30,6.05,.2),2); tb<-t.test(bx-6)
add("msa","msa-bias","msa.bias","Bias of 30 readings",list(values=bx,reference=u(6)),list(confidence_level=u(.95)),
  list(bias=u(mean(bx)-6),s=u(sd(bx)),se=u(sd(bx)/sqrt(30)),t=u(unname(tb$statistic)),df=u(29),p_value=u(tb$p.value),
  ci=as.numeric(tb$conf.int),mean=u(mean(bx))),"R stats",R,"t.test(x - reference)",1e-8)
ref<-rep(c(2,4,6,8,10),each=12); ly<-round(ref+.7-.13*ref+rnorm(60,0,.2),2); l<-summary(lm(I(ly-ref)~ref));
  co<-l$coefficients
add("msa","msa-linearity","msa.linearity","5 reference parts, 12 readings each",list(parts=rep(1:5,each=12),
  reference=ref,values=ly),list(process_variation_6sigma=u(14)),list(intercept=u(co[1,1]),slope=u(co[2,1]),
  t_intercept=u(co[1,3]),t_slope=u(co[2,3]),p_intercept=u(co[1,4]),p_slope=u(co[2,4]),s=u(l$sigma),
  r_squared=u(l$r.squared),average_bias=u(mean(ly-ref)),bias_by_part=as.numeric(tapply(ly-ref,ref,mean))),"R stats",R,
  "lm((value - reference) ~ reference)",1e-7)
# attribute
lab<-c("good","minor","major"); n<-30; truth<-sample(lab,n,TRUE); rt<-sapply(1:4,function(k) ifelse(runif(n)<.7,truth,
  sample(lab,n,TRUE)))
ff<-kappam.fleiss(rt); fe<-kappam.fleiss(rt,exact=TRUE)
add("msa","msa-fleiss","msa.attribute_agreement","4 raters, 3 categories",list(ratings=rt),NULL,
  list(fleiss_kappa=u(ff$value),z=u(ff$statistic),p_value=u(ff$p.value),conger_exact_kappa=u(fe$value)),"irr",
  "0.84.1","kappam.fleiss(x), kappam.fleiss(x, exact=TRUE)",1e-8)
k2<-kappa2(rt[,1:2])
add("msa","msa-cohen","msa.attribute_agreement","2 raters, 3 categories",list(ratings=rt[,1:2]),NULL,
  list(cohen_kappa=u(k2$value),z=u(k2$statistic),p_value=u(k2$p.value),observed_agreement=u(mean(rt[,1]==rt[,2]))),
  "irr","0.84.1","kappa2(x)",1e-8)
num<-matrix(pmin(5,pmax(1,round(rnorm(25,3,1)+matrix(rnorm(100,0,.8),25)))),25); kw<-kendall(num,correct=TRUE)
add("msa","msa-kendall","msa.attribute_agreement","4 raters, ordinal scale of 5",list(ratings=num),NULL,
  list(kendall_w_corrected_for_ties=u(kw$value),kendall_chisq=u(kw$statistic),icc_a1=u(icc(num,"twoway",
  "agreement")$value),weighted_kappa_squared_1_2=u(kappa2(num[,1:2],"squared")$value)),"irr","0.84.1",
  "kendall(x, correct=TRUE), icc(x,'twoway','agreement'), kappa2(x[,1:2],'squared')",1e-8)
cat(toJSON(cases,digits=NA,na="null",null="null"))
